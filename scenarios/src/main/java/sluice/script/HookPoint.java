package sluice.script;

import java.util.ArrayList;
import java.util.List;

/** The five hook points of the Linux path, in the numbers of the kernel's {@code nf_inet_hooks}. */
public enum HookPoint {
    PREROUTING,
    INPUT,
    FORWARD,
    OUTPUT,
    POSTROUTING;

    static List<String> words() {
        var words = new ArrayList<String>();
        for (HookPoint point : values()) {
            words.add(point.name());
        }
        return List.copyOf(words);
    }
}
