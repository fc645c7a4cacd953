package sluice.run;

import java.util.List;
import java.util.Map;
import sluice.edge.HostStack;
import sluice.packet.PlaceStats;

/**
 * Packets that went into a layer from below and out of it downwards, those that began there
 * included: what comes from the wire begins at the NIC, what a stack sends at its upper layers. A
 * sent frame that the NIC gives back is not counted again.
 *
 * @param in on the way to the application
 * @param out on the way to the wire
 */
public record LayerCount(long in, long out) {
    /**
     * Of one place.
     *
     * @param nic what begins there comes from the wire
     * @param givenBack frames that came up because the NIC had sent them
     */
    static LayerCount of(PlaceStats place, boolean nic, long givenBack) {
        return new LayerCount(
                place.enteredUp() - givenBack + (nic ? place.originated() : 0),
                place.enteredDown() + (nic ? 0 : place.originated()));
    }

    /** Of all places of a row. */
    static LayerCount of(
            HostStack.LayerRow row, List<PlaceStats> places, Map<String, Long> givenBack) {
        var sum = new LayerCount(0, 0);
        for (PlaceStats place : places) {
            if (row.places().contains(place.name())) {
                sum =
                        sum.plus(
                                of(
                                        place,
                                        row.layer().equals("nic"),
                                        givenBack.getOrDefault(place.name(), 0L)));
            }
        }
        return sum;
    }

    LayerCount plus(LayerCount other) {
        return new LayerCount(in + other.in, out + other.out);
    }
}
