export { Profiles, Templates } from './Lists';
export { Profile } from './Profile';
export { EditProfile, NewProfile } from './ProfileForm';
export { Template } from './Template';
export { EditTemplate, NewTemplate } from './TemplateForm';
