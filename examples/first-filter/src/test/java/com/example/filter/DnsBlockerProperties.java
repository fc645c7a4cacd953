package com.example.filter;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import sluice.testing.NdisSchedule;

class DnsBlockerProperties {
    @Property(tries = 200)
    void keepsTheContract(@ForAll NdisSchedule schedule) {
        schedule.play(DnsBlocker::new);
    }
}
