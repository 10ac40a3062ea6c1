/** Offers of browsers with parts cut out and others put in: they get further into a parser than noise does. */
import fc from 'fast-check';
import { CHROMIUM_OFFER, CHROMIUM_OFFER_WITH_SOUND, FIREFOX_OFFER, SAFARI_OFFER } from './offers.ts';

const edit = fc.record({ at: fc.nat(5_000), cut: fc.nat(60), insert: fc.string({ maxLength: 20, unit: 'binary' }) });

export const editedOffer = fc
  .tuple(
    fc.constantFrom(CHROMIUM_OFFER, CHROMIUM_OFFER_WITH_SOUND, FIREFOX_OFFER, SAFARI_OFFER),
    fc.array(edit, { minLength: 1, maxLength: 6 }),
  )
  .map(([offer, edits]) =>
    edits.reduce((part, { at, cut, insert }) => {
      const start = at % part.length;
      return part.slice(0, start) + insert + part.slice(start + cut);
    }, offer),
  );
