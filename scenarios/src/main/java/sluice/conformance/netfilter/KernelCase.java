package sluice.conformance.netfilter;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One recorded case.
 *
 * @param device what is set up before the first step
 * @param ruleset its rules, in one or several languages
 * @param steps what is done, in order
 * @param expected what the kernel did in each step, as many as there are steps
 * @param variants what the rules did, by the language they were loaded in
 * @param connections the tracked connections at the end, as {@link CaseConntrack} writes them
 * @param neighbours the neighbour tables at the end, if the case asks for them
 * @param routes the routing tables at the end in the words of {@code ip route}, if the case asks
 * @param statistics counters of /proc/net/snmp that the steps changed, by how much, if they were
 *     recorded
 */
record KernelCase(
        String id,
        String family,
        String title,
        Device device,
        CaseRuleset ruleset,
        List<CaseStep> steps,
        List<ExpectedStep> expected,
        Map<String, ExpectedRules> variants,
        List<String> connections,
        Optional<List<Neighbour>> neighbours,
        Optional<List<String>> routes,
        Optional<Map<String, Long>> statistics) {

    /**
     * The device under test.
     *
     * @param routes words of {@code ip route add}
     * @param rules words of {@code ip rule add}
     * @param neighbours permanent ones
     * @param sysctls settings by name
     * @param accounts accounting objects that are there before the rules
     */
    record Device(
            List<Interface> interfaces,
            List<String> routes,
            List<String> rules,
            List<Neighbour> neighbours,
            Map<String, Integer> sysctls,
            List<Socket> sockets,
            List<String> accounts) {}

    /**
     * An interface.
     *
     * @param mac as text; empty where there is none
     * @param addresses {@code a/len}, or {@code a peer b/32}
     */
    record Interface(
            String name,
            Kind kind,
            String mac,
            int mtuOctets,
            List<String> addresses,
            Optional<String> master) {}

    /** What an interface is. */
    enum Kind {
        LO,
        VETH,
        TUN,
        TAP,
        BRIDGE
    }

    /**
     * An entry of a neighbour table.
     *
     * @param mac empty if none is known
     * @param state a word of {@code ip neigh}; empty where a case sets one up
     */
    record Neighbour(String device, String address, String mac, String state) {}

    /**
     * A socket that is open before the first step.
     *
     * @param protocol {@code udp}, {@code tcp}, {@code raw} or {@code packet}
     * @param bind the address, empty for any
     * @param number port, IP protocol or EtherType, as the protocol has it
     * @param device of a packet socket, else empty
     * @param group group and interface address of a membership, or empty
     * @param transparent whether it has IP_TRANSPARENT
     */
    record Socket(
            String id,
            String protocol,
            String bind,
            int number,
            String device,
            List<String> group,
            boolean ipv6,
            boolean transparent) {}

    /**
     * What the kernel did in one step.
     *
     * @param sent frames that left each device, in order
     * @param seen what a packet socket on all devices saw; empty if that was not recorded
     * @param told what sockets were told
     * @param error errno of the step's own call, empty for none
     * @param fate what became of it in words, if that was recorded
     */
    record ExpectedStep(
            Map<String, List<ExpectedFrame>> sent,
            Optional<List<SeenFrame>> seen,
            List<SocketEvent> told,
            String error,
            List<String> fate) {}

    /** A frame as a packet socket sees it. */
    record SeenFrame(String device, String direction, String packetType, ExpectedFrame frame) {
        /** Where and how it was seen: {@code eth0 rx HOST}. */
        String where() {
            return device + " " + direction + " " + packetType;
        }
    }
}
