package sluice.rules;

import java.util.List;

/**
 * Types of a set or map, by the words of {@code nft}: {@code ipv4_addr}, {@code inet_service}.
 *
 * @param keyTypes of the parts of a key
 * @param partOctets lengths of the parts
 * @param dataTypes empty for a set; {@code verdict} for a verdict map; the kind for a map of
 *     objects
 * @param dataOctets length of a value, 0 if it has none
 */
public record SetType(
        List<String> keyTypes, int[] partOctets, List<String> dataTypes, int dataOctets) {
    /** Copies the lists. */
    public SetType {
        keyTypes = List.copyOf(keyTypes);
        dataTypes = List.copyOf(dataTypes);
        partOctets = partOctets.clone();
    }

    /** Length of a whole key: of several parts, each filled up to a multiple of four. */
    public int keyOctets() {
        if (partOctets.length == 1) return partOctets[0];
        int sum = 0;
        for (int part : partOctets) sum += padded(part);
        return sum;
    }

    /** Length of a part with what fills it up. */
    public static int padded(int octets) {
        return (octets + 3) & ~3;
    }

    /** Whether it leads to verdicts. */
    public boolean verdicts() {
        return dataTypes.equals(List.of("verdict"));
    }
}
