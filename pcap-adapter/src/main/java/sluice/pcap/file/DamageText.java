package sluice.pcap.file;

/** {@link CaptureDamage} in words. */
final class DamageText {
    private static final int DIGITS_PER_GROUP = 3;

    private DamageText() {}

    static String describe(CaptureDamage damage, String fileName) {
        if (damage.atOpen()) {
            return "%s: no packet can be read; at octet %s: %s."
                    .formatted(fileName, grouped(damage.offsetOctets()), finding(damage));
        }
        return "%s: damaged at octet %s, packet %s: %s. %s"
                .formatted(
                        fileName,
                        grouped(damage.offsetOctets()),
                        grouped(damage.packetNumber()),
                        finding(damage),
                        readBefore(damage.packetNumber() - 1));
    }

    private static String readBefore(long packetCount) {
        if (packetCount == 0) {
            return "No packet before it was read.";
        }
        return packetCount == 1
                ? "1 packet before it was read."
                : grouped(packetCount) + " packets before it were read.";
    }

    static String finding(CaptureDamage damage) {
        String found = grouped(damage.found());
        String allowed = grouped(damage.allowed());
        return switch (damage.kind()) {
            case UNKNOWN_FORMAT ->
                    "the first octets, %08x, are of neither pcap nor pcapng"
                            .formatted(damage.found());
            case CUT_FILE_HEADER ->
                    "the file ends after %s of the %s octets of its header"
                            .formatted(found, allowed);
            case BROKEN_COMPRESSION -> "the gzip stream is broken or ends early";
            case ARCHAIC_VERSION ->
                    "pcap version %s is older than 2, the oldest that is known".formatted(found);
            case UNSUPPORTED_VERSION ->
                    "version %d.%d of the format is not known"
                            .formatted(damage.found() >>> 16, damage.found() & 0xffff);
            case CUT_RECORD_HEADER ->
                    "the file ends after %s of the %s octets of a record header"
                            .formatted(found, allowed);
            case CUT_PACKET ->
                    "the file ends after %s of the %s octets of the packet"
                            .formatted(found, allowed);
            case CAPTURED_OVER_SNAP_LENGTH ->
                    "captured length %s is over the snap length %s".formatted(found, allowed);
            case CAPTURED_OVER_MAXIMUM ->
                    "captured length %s is over the limit %s".formatted(found, allowed);
            case SECTION_HEADER_LENGTH ->
                    "section header length %s is outside 28..%s".formatted(found, allowed);
            case SECTION_BYTE_ORDER_BAD ->
                    "a section header has %08x for its byte order, not 1a2b3c4d"
                            .formatted(damage.found());
            case SECTION_BYTE_ORDER_DIFFERS ->
                    "a section has another byte order than the first one";
            case SECTION_VERSION -> "a section has major version %s, not 1".formatted(found);
            case CUT_BLOCK ->
                    "the file ends after %s of the next %s octets of a block"
                            .formatted(found, allowed);
            case BLOCK_LENGTH_SMALL ->
                    "block length %s is below the least, %s".formatted(found, allowed);
            case BLOCK_LENGTH_UNALIGNED ->
                    "block length %s is not a multiple of 4".formatted(found);
            case BLOCK_LENGTH_LARGE ->
                    "block length %s is over the limit %s".formatted(found, allowed);
            case BLOCK_LENGTHS_DIFFER ->
                    "block length %s at its end is not the %s at its beginning"
                            .formatted(found, allowed);
            case BLOCK_BODY_SHORT ->
                    "a block of type %s is too short for what it should hold".formatted(found);
            case NO_INTERFACES -> "there is no interface description block";
            case PACKET_BEFORE_INTERFACE -> "a packet comes before any interface description";
            case UNKNOWN_INTERFACE ->
                    "the packet names interface %s of a section that has %s"
                            .formatted(found, allowed);
            case LINK_TYPE_DIFFERS ->
                    "an interface has link type %d, the first one %d"
                            .formatted(damage.found(), damage.allowed());
            case SNAP_LENGTH_DIFFERS ->
                    "an interface has snap length %s, the first one %s".formatted(found, allowed);
            case TOO_MANY_INTERFACES -> "a section has more than %s interfaces".formatted(allowed);
            case END_OPTION_LENGTH ->
                    "the end-of-options option has length %s, not 0".formatted(found);
            case RESOLUTION_LENGTH -> "option if_tsresol has length %s, not 1".formatted(found);
            case RESOLUTION_TWICE -> "option if_tsresol stands twice in one interface";
            case RESOLUTION_TOO_FINE ->
                    "time resolution %s^-%d is finer than can be counted"
                            .formatted(damage.found() >= 0x80 ? "2" : "10", damage.found() & 0x7f);
            case TIME_OFFSET_LENGTH -> "option if_tsoffset has length %s, not 8".formatted(found);
            case TIME_OFFSET_TWICE -> "option if_tsoffset stands twice in one interface";
        };
    }

    /** Digits in groups of three, apart by a space: 1 048 612. */
    static String grouped(long number) {
        StringBuilder digits = new StringBuilder(Long.toString(number));
        for (int at = digits.length() - DIGITS_PER_GROUP;
                at > 0 && digits.charAt(at - 1) != '-';
                at -= DIGITS_PER_GROUP) {
            digits.insert(at, ' ');
        }
        return digits.toString();
    }
}
