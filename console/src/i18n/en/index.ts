import authentication from './authentication.json';
import certificates from './certificates.json';
import common from './common.json';
import divisions from './divisions.json';
import error from './error.json';
import form from './form.json';
import frame from './frame.json';
import list from './list.json';
import policies from './policies.json';
import profiles from './profiles.json';
import reason from './reason.json';
import signin from './signin.json';
import span from './span.json';
import state from './state.json';

export default { authentication, certificates, common, divisions, error, form, frame, list, policies, profiles, reason, signin, span, state };
