package sluice.nic;

import sluice.packet.Place;

/** What a NIC calls in its driver, at INTERRUPT level. */
public interface NicCallbacks {
    /** The place that owns frames the driver polls. */
    Place driverPlace();

    /** Frames were received or transmitted, or there is room again. */
    void interrupt();

    /** The link went up or down. */
    void linkChanged(boolean up);
}
