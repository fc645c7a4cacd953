package sluice.script;

import java.util.ArrayList;
import java.util.List;
import sluice.winstack.InterceptionPoint;

/**
 * Hosts side by side as columns of layers, drivers and hooks in their places, links below.
 *
 * <pre>
 *  win (windows)       lin (linux)
 * +-----------------+ +-----------------+
 * | programs        | | programs        |
 * | ...             | | ...             |
 * +--------+--------+ +--------+--------+
 *          |                   |
 *          +------ link1 ------+
 * </pre>
 */
final class Drawing {
    /** Hosts beside each other; more go below. */
    private static final int WIDTH = 100;

    private static final int BAND_WIDTH = 130;
    private static final int BORDERS = 6;
    private static final int ACROSS = 4;

    private final Scenario scenario;
    private final StringBuilder text = new StringBuilder();

    private Drawing(Scenario scenario) {
        this.scenario = scenario;
    }

    static String of(Scenario scenario) {
        return new Drawing(scenario).draw();
    }

    private String draw() {
        var beside = new ArrayList<HostSpec>();
        int used = 0;
        for (HostSpec host : scenario.hosts()) {
            int width = width(host, column(host)) + BORDERS;
            if (!beside.isEmpty() && (beside.size() == ACROSS || used + width > BAND_WIDTH)) {
                band(beside);
                beside.clear();
                used = 0;
            }
            beside.add(host);
            used += width;
        }
        band(beside);
        scenario.links().forEach(this::link);
        return text.toString();
    }

    /** Its ends on one line, or on as many as they need. */
    private void link(LinkSpec link) {
        var row = new StringBuilder("  ");
        for (NicRef end : link.ends()) {
            if (!end.equals(link.ends().getFirst())) row.append(" ---- ");
            if (row.length() + end.toString().length() > WIDTH) {
                line(row.toString().stripTrailing());
                row.setLength(0);
                row.append("      ");
            }
            row.append(end);
        }
        line(row + "   (" + link.name() + ")");
    }

    private List<String> column(HostSpec host) {
        return host.kind() == HostKind.WINDOWS ? windows(host) : linux(host);
    }

    private void band(List<HostSpec> hosts) {
        var columns = new ArrayList<List<String>>();
        int height = 0;
        for (HostSpec host : hosts) {
            List<String> column = column(host);
            columns.add(column);
            height = Math.max(height, column.size());
        }
        for (int row = -1; row <= height; row++) {
            var line = new StringBuilder();
            for (int i = 0; i < columns.size(); i++) {
                List<String> column = columns.get(i);
                int width = width(hosts.get(i), column);
                String title = hosts.get(i).name() + " (" + hosts.get(i).kind().word() + ")";
                if (row == -1) {
                    line.append("+-- ")
                            .append(title)
                            .append(' ')
                            .append("-".repeat(width - title.length() - 2))
                            .append("+  ");
                } else if (row == height) {
                    line.append('+').append("-".repeat(width + 2)).append("+  ");
                } else {
                    // NICs stand at the bottom whatever the height of the neighbours
                    int index = row - (height - column.size());
                    String cell = index < 0 ? "" : column.get(index);
                    line.append("| ")
                            .append(cell)
                            .append(" ".repeat(width - cell.length()))
                            .append(" |  ");
                }
            }
            line(line.toString().stripTrailing());
        }
    }

    private static int width(HostSpec host, List<String> column) {
        int width = host.name().length() + host.kind().word().length() + 6;
        for (String cell : column) {
            width = Math.max(width, cell.length());
        }
        return width;
    }

    private List<String> programs(HostSpec host) {
        var lines = new ArrayList<String>();
        for (ProgramSpec program : scenario.programs()) {
            if (program.on().equals(host.name())) {
                lines.add(
                        switch (program) {
                            case ProgramSpec.UdpEcho echo -> "udp-echo :" + echo.port();
                            case ProgramSpec.UdpSink sink -> "udp-sink :" + sink.port();
                            case ProgramSpec.UserProgram user ->
                                    user.name() + " decides for " + user.decidesFor();
                            case ProgramSpec.Capture capture ->
                                    capture.name() + " captures on " + capture.nic().nic();
                            case ProgramSpec.RawSend raw ->
                                    raw.name() + " sends frames on " + raw.nic().nic();
                            case TcpProgramSpec tcp -> TcpForms.drawn(tcp);
                            case LinuxProgramSpec linux -> LinuxForms.drawn(linux);
                            case InspectorSpec inspector ->
                                    inspector.name() + " decides for " + inspector.decidesFor();
                            case RawReceiveSpec raw -> raw.name() + " receives all, raw";
                            case ProgramSpec.UdpFlood flood ->
                                    flood.name() + " floods " + flood.to();
                            case ProgramSpec.Busy busy ->
                                    busy.name() + " computes at priority " + busy.priority();
                        });
            }
        }
        return lines;
    }

    private List<String> windows(HostSpec host) {
        List<String> lines = programs(host);
        above(host, lines, "winsock", InterceptionPoint.WINSOCK_SHIM, InterceptionPoint.LSP);
        above(host, lines, "tdi", InterceptionPoint.TDI);
        lines.add("tcpip");
        at(
                host,
                lines,
                InterceptionPoint.WFP,
                InterceptionPoint.FILTER_HOOK,
                InterceptionPoint.PACKET_FILTER);
        for (int i = 0; i < host.nics().size(); i++) {
            NicSpec nic = host.nics().get(i);
            String first = i == 0 ? "" : nic.name();
            host.windows().points().reversed().stream()
                    .filter(each -> each.at().isOnAdapter())
                    .filter(each -> each.nic().equals(first) || each.nic().equals(nic.name()))
                    .forEach(each ->
                            lines.add("  " + PointSpec.word(each.at()) + ": " + each.name()));
            nic.drivers().reversed().forEach(driver -> lines.add("  " + driver.name()));
            if (i == 0) {
                host.drivers().reversed().forEach(driver -> lines.add("  " + driver.name()));
            }
            nic(nic, lines);
        }
        return lines;
    }

    private static void above(
            HostSpec host, List<String> lines, String layer, InterceptionPoint... points) {
        lines.add(layer);
        at(host, lines, points);
    }

    private static void at(HostSpec host, List<String> lines, InterceptionPoint... points) {
        for (InterceptionPoint point : points) {
            host.windows().points().stream()
                    .filter(each -> each.at() == point)
                    .forEach(each -> lines.add("  " + PointSpec.word(point) + ": " + each.name()));
        }
    }

    private List<String> linux(HostSpec host) {
        List<String> lines = programs(host);
        lines.add("socket");
        lines.add("ip");
        for (HookPoint point : HookPoint.values()) {
            host.hooks().stream()
                    .filter(hook -> hook.point() == point)
                    .forEach(hook -> lines.add("  " + point + ": " + hook.name()));
        }
        lines.add("device");
        host.nics().forEach(nic -> nic(nic, lines));
        return lines;
    }

    private static void nic(NicSpec nic, List<String> lines) {
        lines.add(
                nic.name() + (nic.hardware().hasRegisters() ? ", " + nic.hardware().model() : ""));
        nic.addresses().forEach(address -> lines.add("  " + address));
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
