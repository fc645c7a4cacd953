package sluice.packet.decode;

/**
 * DNS (RFC 1035 section 4, RFC 3596, RFC 2782) and its kin on other ports, mDNS (RFC 6762) and
 * LLMNR (RFC 4795). Names are told where they stand; who shows them follows their pointers.
 */
final class DnsLayers {
    static final int HEADER_OCTETS = 12;
    static final int RECORD_OCTETS = 10;
    static final int TYPE_A = 1;
    static final int TYPE_NS = 2;
    static final int TYPE_CNAME = 5;
    static final int TYPE_SOA = 6;
    static final int TYPE_PTR = 12;
    static final int TYPE_MX = 15;
    static final int TYPE_TXT = 16;
    static final int TYPE_AAAA = 28;
    static final int TYPE_SRV = 33;

    /** From bit 10 down to bit 4. */
    private static final Field[] FLAGS = {
        Field.DNS_AUTHORITATIVE,
        Field.DNS_TRUNCATED,
        Field.DNS_RECURSION_DESIRED,
        Field.DNS_RECURSION_AVAILABLE,
        Field.DNS_Z,
        Field.DNS_AUTHENTICATED,
        Field.DNS_CHECK_DISABLED
    };

    private static final Field[] SOA_NUMBERS = {
        Field.DNS_SOA_SERIAL,
        Field.DNS_SOA_REFRESH,
        Field.DNS_SOA_RETRY,
        Field.DNS_SOA_EXPIRE,
        Field.DNS_SOA_MINIMUM
    };

    private final Walk walk;

    DnsLayers(Walk walk) {
        this.walk = walk;
    }

    /** A message with its length before it (RFC 1035 section 4.2.2), if all of it is here. */
    boolean inStream(int at, int cap, int rep) {
        if (rep - at < 2 + HEADER_OCTETS || cap - at < 2 || walk.u16(at) < HEADER_OCTETS) {
            return false;
        }
        int end = at + 2 + walk.u16(at);
        if (end > rep) {
            return false;
        }
        walk.detail(Field.DNS_LENGTH, at, 2, walk.u16(at));
        message(Layer.DNS, at + 2, Math.min(cap, end), end);
        return true;
    }

    void message(Layer layer, int at, int cap, int rep) {
        if (!walk.enter(layer, at, cap) || !walk.has(at, HEADER_OCTETS, cap, rep)) {
            return;
        }
        if (walk.detailed) {
            header(at);
        }
        int place = at + HEADER_OCTETS;
        for (int left = walk.u16(at + 4); left > 0 && place >= 0; left--) {
            place = question(at, place, cap, rep);
        }
        int records = walk.u16(at + 6) + walk.u16(at + 8) + walk.u16(at + 10);
        for (int left = records; left > 0 && place >= 0; left--) {
            place = record(at, place, cap, rep);
        }
    }

    private void header(int at) {
        int flags = walk.u16(at + 2);
        walk.field(Field.DNS_ID, at, 2, walk.u16(at));
        walk.field(Field.DNS_FLAGS, at + 2, 2, flags);
        walk.field(Field.DNS_RESPONSE, at + 2, 2, flags >>> 15);
        walk.field(Field.DNS_OPCODE, at + 2, 2, flags >>> 11 & 15);
        for (int i = 0; i < FLAGS.length; i++) {
            walk.field(FLAGS[i], at + 2, 2, flags >>> (10 - i) & 1);
        }
        walk.field(Field.DNS_RCODE, at + 2, 2, flags & 15);
        walk.field(Field.DNS_QUERIES, at + 4, 2, walk.u16(at + 4));
        walk.field(Field.DNS_ANSWERS, at + 6, 2, walk.u16(at + 6));
        walk.field(Field.DNS_AUTHORITIES, at + 8, 2, walk.u16(at + 8));
        walk.field(Field.DNS_ADDITIONALS, at + 10, 2, walk.u16(at + 10));
    }

    /** Where the name ends, or -1 with the fault reported. */
    private int nameEnd(int at, int cap, int rep) {
        int end = DomainName.end(walk.octets, at, cap);
        if (end == DomainName.INVALID) {
            walk.stop(Fault.MALFORMED, at);
        } else if (end == DomainName.RUNS_OVER) {
            walk.has(at, cap - at + 1, cap, rep); // reports which end it is
        }
        return end;
    }

    private void name(Field field, int message, int at, int lengthOctets, int end) {
        walk.detail(field, at, lengthOctets, (long) end << 32 | message);
    }

    private int question(int message, int at, int cap, int rep) {
        int end = nameEnd(at, cap, rep);
        if (end < 0 || !walk.has(end, 4, cap, rep)) {
            return -1;
        }
        name(Field.DNS_QRY_NAME, message, at, end - at, cap);
        walk.detail(Field.DNS_QRY_TYPE, end, 2, walk.u16(end));
        walk.detail(Field.DNS_QRY_CLASS, end + 2, 2, walk.u16(end + 2));
        return end + 4;
    }

    private int record(int message, int at, int cap, int rep) {
        int end = nameEnd(at, cap, rep);
        if (end < 0 || !walk.has(end, RECORD_OCTETS, cap, rep)) {
            return -1;
        }
        int type = walk.u16(end);
        int length = walk.u16(end + 8);
        name(Field.DNS_RESP_NAME, message, at, end - at, cap);
        walk.detail(Field.DNS_RESP_TYPE, end, 2, type);
        walk.detail(Field.DNS_RESP_CLASS, end + 2, 2, walk.u16(end + 2));
        walk.detail(Field.DNS_RESP_TTL, end + 4, 4, walk.u32(end + 4));
        walk.detail(Field.DNS_RESP_LEN, end + 8, 2, length);
        int data = end + RECORD_OCTETS;
        if (!walk.has(data, length, cap, rep)) {
            return -1;
        }
        if (walk.detailed) {
            data(type, message, data, data + length);
        }
        return data + length;
    }

    private void data(int type, int message, int at, int end) {
        int length = end - at;
        switch (type) {
            case TYPE_A -> {
                if (length == 4) {
                    walk.field(Field.DNS_A, at, 4, walk.i32(at));
                    return;
                }
            }
            case TYPE_AAAA -> {
                if (length == 16) {
                    walk.field(Field.DNS_AAAA, at, 16, 0);
                    return;
                }
            }
            case TYPE_NS -> {
                if (onlyName(Field.DNS_NS, message, at, end)) {
                    return;
                }
            }
            case TYPE_CNAME -> {
                if (onlyName(Field.DNS_CNAME, message, at, end)) {
                    return;
                }
            }
            case TYPE_PTR -> {
                if (onlyName(Field.DNS_PTR, message, at, end)) {
                    return;
                }
            }
            case TYPE_MX -> {
                if (length > 2 && onlyName(Field.DNS_MX, message, at + 2, end)) {
                    walk.field(Field.DNS_MX_PREFERENCE, at, 2, walk.u16(at));
                    return;
                }
            }
            case TYPE_SRV -> {
                if (length > 6 && onlyName(Field.DNS_SRV_TARGET, message, at + 6, end)) {
                    walk.field(Field.DNS_SRV_PRIORITY, at, 2, walk.u16(at));
                    walk.field(Field.DNS_SRV_WEIGHT, at + 2, 2, walk.u16(at + 2));
                    walk.field(Field.DNS_SRV_PORT, at + 4, 2, walk.u16(at + 4));
                    return;
                }
            }
            case TYPE_SOA -> {
                if (authority(message, at, end)) {
                    return;
                }
            }
            case TYPE_TXT -> {
                texts(at, end);
                return;
            }
            default -> {
                // told as octets
            }
        }
        walk.bytes(Field.DNS_DATA, at, length);
    }

    /** False if the octets are not one name and nothing else. */
    private boolean onlyName(Field field, int message, int at, int end) {
        if (DomainName.end(walk.octets, at, end) != end) {
            return false;
        }
        name(field, message, at, end - at, end);
        return true;
    }

    private boolean authority(int message, int at, int end) {
        int mailbox = DomainName.end(walk.octets, at, end);
        int numbers = mailbox < 0 ? -1 : DomainName.end(walk.octets, mailbox, end);
        if (numbers < 0 || end - numbers != 4 * SOA_NUMBERS.length) {
            return false;
        }
        name(Field.DNS_SOA_MNAME, message, at, mailbox - at, end);
        name(Field.DNS_SOA_RNAME, message, mailbox, numbers - mailbox, end);
        for (int i = 0; i < SOA_NUMBERS.length; i++) {
            walk.field(SOA_NUMBERS[i], numbers + 4 * i, 4, walk.u32(numbers + 4 * i));
        }
        return true;
    }

    private void texts(int from, int end) {
        int at = from;
        while (at < end) {
            int length = Math.min(walk.u8(at), end - at - 1);
            walk.field(Field.DNS_TXT, at + 1, length, 0);
            at += 1 + length;
        }
    }
}
