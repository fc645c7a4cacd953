package sluice.bump;

import sluice.packet.Consumption;

/** Ends of packets whose content goes on in frames of the driver's own, or was for the driver. */
public enum BumpEnd implements Consumption {
    /** Its content goes on inside ESP. */
    ESP_SEALED("goes on inside ESP"),
    /** A fragment that waits for the rest of its packet, of which ESP wants the whole. */
    ESP_KEPT_FRAGMENT("a copy of the fragment waits for the rest of its packet"),
    /** The fragments were put together. */
    ESP_REASSEMBLED("part of a packet that was put together for ESP"),
    /** A packet that was put together from its fragments goes on inside ESP. */
    ESP_WORKED_ON("was put together to go on inside ESP"),
    /** An ESP packet that goes on in fragments. */
    ESP_SPLIT("goes on in fragments"),
    /** What was inside goes on without ESP. */
    ESP_OPENED("what was inside goes on without ESP"),
    /** Traffic flow confidentiality: a packet of nothing (RFC 4303 section 2.6). */
    ESP_DUMMY("an ESP packet of nothing, against the counting of packets"),
    /** Its content goes on in the PPPoE session. */
    PPPOE_WRAPPED("goes on in the PPPoE session"),
    /** What was inside goes on as an Ethernet frame. */
    PPPOE_UNWRAPPED("what was in the PPPoE session goes on as a frame"),
    /** The driver answers for the station at the other end. */
    PPPOE_ARP_TAKEN("the PPPoE driver deals with address resolution itself"),
    /** Discovery, or the session's own protocols. */
    PPPOE_CONTROL("was for the PPPoE driver");

    private final String text;

    BumpEnd(String text) {
        this.text = text;
    }

    @Override
    public boolean delivered() {
        return false;
    }

    @Override
    public String area() {
        return "bump";
    }

    @Override
    public String text() {
        return text;
    }
}
