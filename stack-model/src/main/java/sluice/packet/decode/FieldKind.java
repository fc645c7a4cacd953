package sluice.packet.decode;

/** How the value of a field is told: its type, and the form tables and listings give it. */
public enum FieldKind {
    /** An unsigned number, decimal. */
    DECIMAL,
    /** One octet or less as {@code 0x} and two digits. */
    HEX8,
    /** Twelve or sixteen bits as {@code 0x} and four digits. */
    HEX16,
    /** Twenty bits as {@code 0x} and six digits. */
    HEX24,
    /** Thirty-two bits as {@code 0x} and eight digits. */
    HEX32,
    /** A flag, 0 or 1. */
    FLAG,
    /** A MAC address: the value's low 48 bits. */
    MAC,
    /** An IPv4 address: the value's low 32 bits. */
    IPV4,
    /** An IPv6 address: sixteen octets at the field's offset; the value is 0. */
    IPV6,
    /** Octets as they are, in hexadecimal: those of the field; the value is 0. */
    BYTES,
    /** Octets that are text, until the first that is zero; what is not printable is escaped. */
    TEXT,
    /**
     * A domain name that begins at the field's offset; the value's low 32 bits are the offset of
     * the message it may point into, the high 32 bits the offset of that message's end.
     */
    NAME
}
