/** msgpackr ships no types for this entry point; what we use of it is the same as in the main one. */
declare module 'msgpackr/index-no-eval' {
  export { Packr, Unpackr } from 'msgpackr';
}
