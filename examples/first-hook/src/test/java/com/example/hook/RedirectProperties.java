package com.example.hook;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import sluice.testing.HookSchedule;

class RedirectProperties {
    @Property(tries = 200)
    void keepsTheContract(@ForAll HookSchedule schedule) {
        schedule.play(() -> new Redirect(5353));
    }
}
