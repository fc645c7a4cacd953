package sluice.packet.wire;

/** What a group record of IGMPv3 (RFC 3376 section 4.2.12) or MLDv2 (RFC 3810 5.2.12) reports. */
public enum GroupRecordType {
    MODE_IS_INCLUDE(1),
    MODE_IS_EXCLUDE(2),
    CHANGE_TO_INCLUDE_MODE(3),
    CHANGE_TO_EXCLUDE_MODE(4),
    ALLOW_NEW_SOURCES(5),
    BLOCK_OLD_SOURCES(6);

    private final int code;

    GroupRecordType(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }
}
