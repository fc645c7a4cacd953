package sluice.packet.decode;

/** Why the dissection of a frame ended early. */
public enum Fault {
    /** The octets are missing because the capture was cut. */
    CUT_SHORT("cut short by the capture"),
    /** A header or length claims more than the packet holds. */
    MALFORMED("malformed"),
    /** The octets are in another fragment. */
    IN_OTHER_FRAGMENT("continued in another fragment"),
    /** More layers inside each other than are followed. */
    TOO_DEEP("too many layers");

    private final String text;

    Fault(String text) {
        this.text = text;
    }

    /** In words. */
    public String text() {
        return text;
    }
}
