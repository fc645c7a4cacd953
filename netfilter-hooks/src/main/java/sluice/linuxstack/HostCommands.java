package sluice.linuxstack;

import java.util.List;
import sluice.netdev.BridgeDevice;
import sluice.netdev.NetDevice;

/**
 * The commands an administrator configures a host with, as far as there is something to configure:
 * {@code ip}, {@code tc}, {@code bridge} and {@code sysctl}.
 */
final class HostCommands {
    private static final int MTU_OCTETS_DEFAULT = 1500;

    private final Net net;
    private final Configuration configuration;

    HostCommands(Net net, Configuration configuration) {
        this.net = net;
        this.configuration = configuration;
    }

    private static IllegalArgumentException unknown(String text) {
        return new IllegalArgumentException("not understood: " + text);
    }

    /** A command's words, taken one by one. */
    private static final class Words {
        private final String text;
        private final List<String> list;
        private int at;

        Words(String text) {
            this.text = text.trim();
            this.list = List.of(this.text.split("\\s+"));
        }

        boolean more() {
            return at < list.size();
        }

        String next() {
            if (!more()) throw new IllegalArgumentException("ends too early: " + text);
            return list.get(at++);
        }

        boolean skip(String word) {
            if (!more() || !list.get(at).equals(word)) return false;
            at++;
            return true;
        }

        String rest() {
            String rest = String.join(" ", list.subList(at, list.size()));
            at = list.size();
            return rest;
        }

        void end() {
            if (more()) throw unknown(text);
        }
    }

    /**
     * Does what the command says.
     *
     * @throws IllegalArgumentException if it is not understood, or cannot be done
     */
    void run(String text) {
        var words = new Words(text);
        String program = words.next();
        if (RuleCommands.takes(program)) {
            new RuleCommands(net.rules).run(program, words.text);
            return;
        }
        switch (program) {
            case "ip" -> ip(words);
            case "tc" -> configuration.trafficControl(words.rest());
            case "bridge" -> bridge(words);
            case "sysctl" -> sysctl(words);
            default -> throw unknown(text);
        }
    }

    private void ip(Words words) {
        boolean v6 = words.skip("-6");
        if (!v6) words.skip("-4");
        String object = words.next();
        switch (object) {
            case "addr", "address", "a" -> address(words);
            case "link", "l" -> link(words);
            case "route", "r" -> {
                boolean add = adds(words);
                if (!configuration.route(words.rest(), add))
                    throw new IllegalArgumentException("no such route: " + words.text);
            }
            case "rule", "ru" -> {
                boolean add = adds(words);
                if (!configuration.rule((v6 ? "-6 " : "") + words.rest(), add))
                    throw new IllegalArgumentException("no such rule: " + words.text);
            }
            case "neigh", "neighbour", "n" -> neighbour(words);
            case "tuntap" -> tuntap(words);
            default -> throw unknown(words.text);
        }
    }

    private static boolean adds(Words words) {
        return switch (words.next()) {
            case "add", "a", "append", "replace" -> true;
            case "del", "delete", "d" -> false;
            default -> throw unknown(words.text);
        };
    }

    private void address(Words words) {
        boolean add = adds(words);
        String address = words.next();
        if (words.skip("peer")) address = address + " peer " + words.next();
        if (!words.skip("dev")) throw unknown(words.text);
        String device = words.next();
        words.end();
        if (add) configuration.addAddress(device, address);
        else if (!configuration.removeAddress(device, address))
            throw new IllegalArgumentException("no such address: " + words.text);
    }

    private void neighbour(Words words) {
        if (!adds(words)) throw unknown(words.text);
        String address = words.next();
        String mac = "";
        String device = "";
        while (words.more()) {
            switch (words.next()) {
                case "lladdr" -> mac = words.next();
                case "dev" -> device = words.next();
                case "nud" -> words.next();
                default -> throw unknown(words.text);
            }
        }
        configuration.neighbour(device, address, mac);
    }

    private void tuntap(Words words) {
        if (!adds(words)) throw unknown(words.text);
        words.skip("dev");
        String name = words.next();
        if (!words.skip("mode")) throw unknown(words.text);
        switch (words.next()) {
            case "tun" -> configuration.addTun(name, MTU_OCTETS_DEFAULT);
            case "tap" -> configuration.addTap(name, MTU_OCTETS_DEFAULT, 0);
            default -> throw unknown(words.text);
        }
        words.end();
    }

    private void link(Words words) {
        if (words.skip("add")) {
            words.skip("name");
            words.skip("dev");
            String name = words.next();
            if (!words.skip("type") || !words.next().equals("bridge")) throw unknown(words.text);
            words.end();
            configuration.addBridge(name, 0);
            return;
        }
        if (!words.skip("set")) throw unknown(words.text);
        words.skip("dev");
        String device = words.next();
        while (words.more()) {
            switch (words.next()) {
                case "up" -> configuration.setUp(device, true);
                case "down" -> configuration.setUp(device, false);
                case "master" -> configuration.setMaster(device, words.next());
                case "nomaster" -> configuration.setMaster(device, "");
                case "address" -> {
                    if (!configuration.setMac(device, Configuration.mac(words.next())))
                        throw new IllegalArgumentException(device + " keeps its address");
                }
                default -> throw unknown(words.text);
            }
        }
    }

    private void bridge(Words words) {
        if (!words.skip("link") || !words.skip("set") || !words.skip("dev"))
            throw unknown(words.text);
        NetDevice device = configuration.device(words.next());
        BridgeDevice bridge = device.master();
        if (bridge == null) throw new IllegalArgumentException(device.name() + " is no port");
        while (words.more()) {
            String flag = words.next();
            String value = words.next();
            if (!value.equals("on") && !value.equals("off")) throw unknown(words.text);
            bridge.setPort(device, flag, value.equals("on"));
        }
    }

    private void sysctl(Words words) {
        words.skip("-w");
        String setting = words.rest();
        int equals = setting.indexOf('=');
        if (equals < 0) throw unknown(words.text);
        try {
            int value = Integer.parseInt(setting.substring(equals + 1).trim());
            net.sysctls.set(setting.substring(0, equals).trim(), value);
        } catch (NumberFormatException _) {
            throw unknown(words.text);
        }
    }
}
