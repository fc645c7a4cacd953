package sluice.sniffer;

import sluice.bpf.PacketProgram;
import sluice.pcap.file.LinkType;

/** The user's expression, as a program for each link type that comes. */
@FunctionalInterface
public interface PacketFilters {
    /** Lets every packet of every link type through. */
    PacketFilters ALL = _ -> (_, _, _, _) -> PacketProgram.KEEP_ALL;

    /**
     * The program for packets of a link type.
     *
     * @throws Unfit if the expression is none for them
     */
    PacketProgram program(LinkType linkType) throws Unfit;

    /** The expression cannot be asked of these packets; the message is for the user. */
    final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;
        private final String text;

        /** With the expression's error in words. */
        public Unfit(String text) {
            super(text);
            this.text = text;
        }

        /** The words. */
        public String text() {
            return text;
        }
    }
}
