/** Our own header with the address that the connection comes from; what a client sends is replaced. */
export const PEER_HEADER = 'x-snapgate-peer';
