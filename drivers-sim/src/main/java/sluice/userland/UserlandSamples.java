package sluice.userland;

import java.util.List;
import sluice.ndis.NdisDriver;
import sluice.samples.spec.Sample;
import sluice.samples.spec.SampleOption;

/** The drivers of this package, described. */
public final class UserlandSamples {
    private UserlandSamples() {}

    /** All drivers, in the order in which they are listed. */
    public static List<Sample<NdisDriver>> drivers() {
        return List.of(
                new Sample<>(
                        "ask-program",
                        "pends UDP datagrams of both directions until a user program decides; in a replay there is none, and all pass",
                        List.of(
                                new SampleOption("port", "0", "either port; 0 for any"),
                                new SampleOption("slots", "64", "undecided packets, 1 to 4096")),
                        options ->
                                new AskProgram(
                                        options.number("port", 0, 0xffff),
                                        options.number("slots", 1, 4096))),
                new Sample<>(
                        "inspect",
                        "shows every packet to a program (inspector) and waits for its word; with none it is a passthru",
                        InspectorOptions.ALL,
                        InspectorOptions::driver));
    }
}
