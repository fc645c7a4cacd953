package sluice.pcap.filter;

import sluice.pcap.filter.Fields.Size;
import sluice.pcap.filter.graph.Condition;

/**
 * Tests of the addresses in an 802.11 header, whose place depends on the kind of frame (IEEE 802.11
 * 9.3.2.1).
 *
 * <pre>
 *   to DS  from DS   address 1    2     3    4
 *     0      0       destination  source     -
 *     0      1       destination  -  source  -
 *     1      0       -  source  destination  -
 *     1      1       -     -    destination  source
 * </pre>
 */
final class Wireless {
    private static final int ADDRESS_1 = 4;
    private static final int ADDRESS_2 = 10;
    private static final int ADDRESS_3 = 16;
    private static final int ADDRESS_4 = 24;
    private static final int TO_DS = 0x01;
    private static final int FROM_DS = 0x02;
    private static final int DATA = 0x08;
    private static final int CONTROL = 0x04;
    private static final int TYPE_MASK = 0x0c;
    private static final int SUBTYPE_MASK = 0xf0;
    private static final int CLEAR_TO_SEND = 0xc0;
    private static final int ACKNOWLEDGEMENT = 0xd0;

    private final Fields fields;

    Wireless(Fields fields) {
        this.fields = fields;
    }

    private Condition frameControl(int octet, int bit) {
        return fields.anyBit(Base.LINK_HEADER, octet, Size.OCTET, bit);
    }

    /** What is asked of the octets at an address's offset. */
    @FunctionalInterface
    interface At {
        Condition of(int offset);
    }

    /** A MAC address in the role that {@code direction} names. */
    Condition mac(long address, Direction direction) {
        return switch (direction) {
            case SOURCE -> source(address);
            case DESTINATION -> destination(offset -> fields.mac(offset, address));
            case BOTH -> {
                Condition source = source(address);
                yield source.and(destination(offset -> fields.mac(offset, address)));
            }
            case DEFAULT, EITHER -> {
                Condition source = source(address);
                yield source.or(destination(offset -> fields.mac(offset, address)));
            }
            case ADDRESS_1 -> fields.mac(ADDRESS_1, address);
            case ADDRESS_2 -> hasSecond().and(fields.mac(ADDRESS_2, address));
            case ADDRESS_3 -> isType(CONTROL).not().and(fields.mac(ADDRESS_3, address));
            case ADDRESS_4 -> {
                Condition both =
                        fields.masked(
                                Base.LINK_HEADER, 1, Size.OCTET, TO_DS | FROM_DS, TO_DS | FROM_DS);
                yield both.and(fields.mac(ADDRESS_4, address));
            }
            case RECEIVER -> frameControl(0, DATA).and(fields.mac(ADDRESS_1, address));
            case TRANSMITTER -> {
                Condition second = hasSecond();
                yield frameControl(0, DATA).and(second).and(fields.mac(ADDRESS_2, address));
            }
        };
    }

    private Condition isType(int type) {
        return fields.masked(Base.LINK_HEADER, 0, Size.OCTET, type, TYPE_MASK);
    }

    private Condition isSubtype(int subtype) {
        return fields.masked(Base.LINK_HEADER, 0, Size.OCTET, subtype, SUBTYPE_MASK);
    }

    /** Not a CTS or ACK, the control frames with one address. */
    private Condition hasSecond() {
        Condition control = isType(CONTROL);
        Condition clearToSend = isSubtype(CLEAR_TO_SEND);
        Condition acknowledgement = isSubtype(ACKNOWLEDGEMENT);
        return control.not().or(clearToSend.not().and(acknowledgement.not()));
    }

    private Condition source(long address) {
        Condition fourth = frameControl(1, TO_DS).and(fields.mac(ADDRESS_4, address));
        Condition third = frameControl(1, TO_DS).not().and(fields.mac(ADDRESS_3, address));
        Condition fromDs = frameControl(1, FROM_DS).and(third.or(fourth));
        Condition second = frameControl(1, FROM_DS).not().and(fields.mac(ADDRESS_2, address));
        Condition data = frameControl(0, DATA).and(second.or(fromDs));
        Condition management = frameControl(0, DATA).not().and(fields.mac(ADDRESS_2, address));
        return frameControl(0, CONTROL).not().and(management.or(data));
    }

    /** Asks of the destination address. */
    Condition destination(At test) {
        Condition third = frameControl(1, TO_DS).and(test.of(ADDRESS_3));
        Condition first = frameControl(1, TO_DS).not().and(test.of(ADDRESS_1));
        Condition data = frameControl(0, DATA).and(first.or(third));
        Condition management = frameControl(0, DATA).not().and(test.of(ADDRESS_1));
        return frameControl(0, CONTROL).not().and(management.or(data));
    }
}
