export { Decoder, OpenDecoder } from './Decoder';
