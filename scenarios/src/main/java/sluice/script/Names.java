package sluice.script;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import sluice.edge.IpAddress;
import sluice.pcap.file.LinkType;
import sluice.report.Suggestions;

/** Looks up the names that a file mentions, and says which of them nobody declared or two have. */
final class Names {
    private static final int HOSTS_MAX = 200;

    private final List<HostSpec> hosts;
    private final Catalogue catalogue;
    private final Problems problems;
    private final Set<String> linkedNics = new HashSet<>();
    private final Set<String> adapters = new HashSet<>();

    Names(List<HostSpec> hosts, Catalogue catalogue, Problems problems) {
        this.hosts = hosts;
        this.catalogue = catalogue;
        this.problems = problems;
    }

    void problem(Place place, String message) {
        problems.add(place, message);
    }

    /**
     * The host of that name, after saying so if there is none. A missing name was reported before.
     */
    Optional<HostSpec> host(Place place, String name) {
        Optional<HostSpec> host =
                hosts.stream().filter(each -> each.name().equals(name)).findFirst();
        if (host.isEmpty() && !name.isEmpty()) {
            unknown(place, "host", name, hosts.stream().map(HostSpec::name).toList());
        }
        return host;
    }

    /** {@code host} for its first NIC, or {@code host/nic}. */
    Optional<NicRef> nic(Place place, String text) {
        int slash = text.indexOf('/');
        String hostName = slash < 0 ? text : text.substring(0, slash);
        Optional<HostSpec> host = host(place, hostName);
        if (host.isEmpty()) {
            return Optional.empty();
        }
        if (slash < 0) {
            return Optional.of(new NicRef(place, hostName, host.get().nics().getFirst().name()));
        }
        String nicName = text.substring(slash + 1);
        if (host.get().nic(nicName).isEmpty()) {
            unknown(place, "NIC", nicName, host.get().nics().stream().map(NicSpec::name).toList());
            return Optional.empty();
        }
        return Optional.of(new NicRef(place, hostName, nicName));
    }

    /** A step installs an adapter of that name. */
    void adapterComes(String hostName, String adapter) {
        adapters.add(hostName + "/" + adapter);
    }

    /** The same, loopback adapters included, those that a step installs among them. */
    Optional<NicRef> adapter(Place place, String text) {
        int slash = text.indexOf('/');
        String hostName = slash < 0 ? text : text.substring(0, slash);
        String adapter = text.substring(slash + 1);
        boolean loopback =
                hosts.stream()
                        .filter(each -> each.name().equals(hostName))
                        .flatMap(each -> each.windows().loopback().stream())
                        .anyMatch(each -> each.name().equals(adapter));
        if (slash >= 0 && (loopback || adapters.contains(text)))
            return Optional.of(new NicRef(place, hostName, adapter));
        return nic(place, text);
    }

    /** The port of a virtual network, {@code host/name}, if that is what is meant. */
    private Optional<NicRef> port(Place place, String text) {
        for (HostSpec host : hosts) {
            Optional<WindowsSpec.VmBridge> bridge = host.windows().bridge();
            if (bridge.isPresent() && text.equals(host.name() + "/" + bridge.get().name()))
                return Optional.of(new NicRef(place, host.name(), bridge.get().name()));
        }
        return Optional.empty();
    }

    /** The same for what can be captured on: also a tun or tap of a host. */
    Optional<NicRef> tap(Place place, String text) {
        int slash = text.indexOf('/');
        if (slash >= 0) {
            String device = text.substring(slash + 1);
            String hostName = text.substring(0, slash);
            boolean made =
                    hosts.stream()
                            .filter(each -> each.name().equals(hostName))
                            .anyMatch(each -> each.linkType(device).isPresent());
            if (made) return Optional.of(new NicRef(place, hostName, device));
        }
        return nic(place, text);
    }

    /** The link type of what is captured on. */
    LinkType linkType(NicRef nic) {
        return hosts.stream()
                .filter(each -> each.name().equals(nic.host()))
                .findFirst()
                .flatMap(each -> each.linkType(nic.nic()))
                .orElse(LinkType.ETHERNET);
    }

    /**
     * The same for the end of a link: a bare host stands for its first NIC that is on no link yet.
     */
    Optional<NicRef> freeNic(Place place, String text) {
        Optional<NicRef> port = port(place, text);
        Optional<NicRef> nic = port.isPresent() ? port : nic(place, text);
        if (nic.isPresent() && text.indexOf('/') < 0) {
            nic =
                    hosts.stream()
                            .filter(host -> host.name().equals(text))
                            .flatMap(host ->
                                    host.nics().stream()
                                            .map(each -> new NicRef(place, text, each.name())))
                            .filter(each -> !linkedNics.contains(each.toString()))
                            .findFirst()
                            .or(() -> nic(place, text));
        }
        if (nic.isPresent() && !linkedNics.add(nic.get().toString())) {
            problem(
                    place,
                    "NIC " + nic.get() + " is on a link already; expected one link for each NIC");
            return Optional.empty();
        }
        return nic;
    }

    /** A host's name or an address. */
    Target target(Place place, String text) {
        Optional<IpAddress> address = Texts.address(text);
        if (address.isPresent()) {
            return new Target.Literal(address.get());
        }
        host(place, text);
        return new Target.Named(text);
    }

    /** What is wrong with hosts by themselves; that they are missing altogether was said before. */
    void hosts(Place place, boolean given) {
        if (hosts.isEmpty() && given) {
            problem(place, "no host; expected one at least");
        }
        if (hosts.size() > HOSTS_MAX) {
            problem(place, hosts.size() + " hosts; expected at most " + HOSTS_MAX);
        }
        for (HostSpec host : hosts) {
            new HostRules(host, this).check();
        }
    }

    /** What is wrong with how the parts of a file refer to each other. */
    void references(Scenario scenario) {
        Map<String, Place> seen = new HashMap<>();
        scenario.links().forEach(link -> unique("link", link.name(), link.place(), seen));
        scenario.programs()
                .forEach(program -> unique("program", program.name(), program.place(), seen));
        scenario.traffic()
                .forEach(traffic -> unique("traffic", traffic.name(), traffic.place(), seen));
        new References(scenario, this).check();
    }

    void unique(String kind, String name, Place place, Map<String, Place> seen) {
        Place before = seen.putIfAbsent(kind + " " + name, place);
        if (before != null) {
            problem(
                    place,
                    kind
                            + " "
                            + Node.Scalar.quoted(name)
                            + " a second time; it stands at "
                            + before
                            + " already");
        }
    }

    /** Says so if the host is no Windows host. */
    void windows(Place place, HostSpec host, String what) {
        if (host.kind() == HostKind.WINDOWS) return;
        problem(
                place,
                "host "
                        + host.name()
                        + " is linux and has "
                        + what
                        + "; expected it on windows hosts only");
    }

    void driver(DriverSpec driver) {
        if (driver.part() instanceof Part.Shipped(String name)
                && !name.isEmpty()
                && !catalogue.drivers().contains(name)) {
            unknown(driver.place(), "driver", name, new TreeSet<>(catalogue.drivers()));
        }
    }

    void hook(HookSpec hook) {
        if (hook.part() instanceof Part.Shipped(String name)
                && !name.isEmpty()
                && !catalogue.hooks().contains(name)) {
            unknown(hook.place(), "hook", name, new TreeSet<>(catalogue.hooks()));
        }
    }

    void unknown(Place place, String kind, String name, Collection<String> known) {
        String suggestion = Suggestions.didYouMean(name, known);
        String all =
                known.isEmpty()
                        ? "; there is none"
                        : "; expected one of " + String.join(", ", new ArrayList<>(known));
        problem(
                place,
                "unknown "
                        + kind
                        + " "
                        + Node.Scalar.quoted(name)
                        + (suggestion.isEmpty() ? all : suggestion));
    }
}
