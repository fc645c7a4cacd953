package sluice.run;

import java.util.List;

/**
 * The way of one packet through the layers, and of the packets made from it.
 *
 * @param traffic what it is the first packet of
 * @param on the host that sent it
 * @param rows one for each step of the trace, in its order
 */
public record PacketWay(String traffic, String on, List<Row> rows) {
    /** Keeps the list from changing. */
    public PacketWay {
        rows = List.copyOf(rows);
    }

    /**
     * A step.
     *
     * @param place the layer; without the name of the host as long as it is the sender's own
     * @param what in words
     * @param turns whether the packet, on its way down, goes back up from here
     */
    public record Row(long timeNanos, String place, String what, boolean turns) {}
}
