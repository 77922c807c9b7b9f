export { Devices } from './Devices';
export { Device } from './Device';
export { EditDevice, NewDevice } from './DeviceForm';
