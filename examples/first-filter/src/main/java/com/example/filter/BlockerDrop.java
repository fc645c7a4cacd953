package com.example.filter;

import sluice.packet.DropReason;

/** Why this project's drivers drop packets; every drop in Sluice has a reason. */
public enum BlockerDrop implements DropReason {
    /** A DNS query was on its way out. */
    DNS_IS_BLOCKED;

    @Override
    public String area() {
        return "first-filter";
    }

    @Override
    public String text() {
        return "DNS is blocked";
    }
}
