export { AuthenticationPolicies } from './AuthenticationPolicies';
export { AuthenticationPolicy } from './AuthenticationPolicy';
export { EditAuthenticationPolicy, NewAuthenticationPolicy } from './AuthenticationPolicyForm';
export { EditCredential, NewCredential } from './CredentialForm';
