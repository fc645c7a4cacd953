package sluice.rules.nft;

import sluice.rules.Expression;

/**
 * An expression whose type is known.
 *
 * @param bits how many bits of the value count; the others are zero
 */
record Typed(Expression form, DataType type, int bits) {
    static Typed of(Expression form, DataType type) {
        return new Typed(form, type, form.lengthOctets() * 8);
    }

    int octets() {
        return form.lengthOctets();
    }
}
