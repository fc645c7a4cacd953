package sluice.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import sluice.live.DeviceProblem;
import sluice.pcap.live.LibpcapHandle;
import sluice.report.Table;
import sluice.sniffer.Adapter;
import sluice.sniffer.live.LiveAdapters;

/** {@code sluice capture --list-interfaces}: what can be captured on, or why not. */
record AdapterListRequest() implements Request {
    @Override
    public ExitCode carryOut(Console console) throws IOException {
        Optional<DeviceProblem> problem = LibpcapHandle.probe();
        if (problem.isPresent()) {
            console.complain(problem.get().reason());
            if (!problem.get().remedy().isEmpty()) {
                console.err().println("  try: " + problem.get().remedy());
            }
            return ExitCode.USAGE;
        }
        tell(LiveAdapters.list(), console);
        return ExitCode.DONE;
    }

    static void tell(List<Adapter> adapters, Console console) {
        if (console.json()) {
            console.print(json -> {
                json.beginArray();
                for (Adapter adapter : adapters) {
                    json.beginObject().member("name", adapter.name());
                    json.member("state", adapter.state());
                    json.member("description", adapter.description());
                    json.member("linkType", adapter.linkType());
                    json.member("usable", adapter.usable());
                    json.member("problem", adapter.problem()).endObject();
                }
                json.endArray();
            });
            return;
        }
        var table = new Table(Table.Side.LEFT, Table.Side.LEFT, Table.Side.LEFT, Table.Side.LEFT);
        for (Adapter adapter : adapters) {
            table.row(
                    adapter.name(),
                    adapter.state(),
                    adapter.usable() ? "usable, " + adapter.linkType() : adapter.problem(),
                    adapter.description());
        }
        console.out().print(table.text());
    }
}
