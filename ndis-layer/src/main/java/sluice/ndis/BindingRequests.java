package sluice.ndis;

import java.util.Set;
import sluice.packet.wire.Addresses;

/**
 * What NDIS does with a binding's requests before, or in place of, asking the miniport (Microsoft,
 * "OID_GEN_CURRENT_PACKET_FILTER", "OID_GEN_CURRENT_LOOKAHEAD", "OID_802_3_MULTICAST_LIST").
 */
final class BindingRequests {
    private BindingRequests() {}

    static NdisStatus answer(ProtocolBinding binding, OidRequest request) {
        return switch (request.oid()) {
            case GEN_CURRENT_PACKET_FILTER ->
                    request.isSet()
                            ? setFilter(binding, request.value())
                            : request.answer(binding.packetFilter());
            case GEN_CURRENT_LOOKAHEAD ->
                    request.isSet()
                            ? setLookahead(binding, request.value())
                            : request.answer(binding.lookaheadOctets());
            case OID_802_3_MULTICAST_LIST ->
                    request.isSet()
                            ? setGroups(binding, request.addresses())
                            : request.answer(binding.groups().size());
            case GEN_PROTOCOL_OPTIONS -> {
                if (!request.isSet()) yield request.answer(binding.protocolOptions());
                binding.setOptions((int) request.value());
                yield NdisStatus.SUCCESS;
            }
            default -> binding.adapter().requests.submit(request, binding);
        };
    }

    private static NdisStatus setFilter(ProtocolBinding binding, long bits) {
        if ((bits & ~PacketFilters.KNOWN) != 0) return NdisStatus.NOT_SUPPORTED;
        return binding.setFilter((int) bits);
    }

    private static NdisStatus setLookahead(ProtocolBinding binding, long octets) {
        var most = OidRequest.query(Oid.GEN_MAXIMUM_LOOKAHEAD);
        boolean known = binding.adapter().request(most) == NdisStatus.SUCCESS && most.value() > 0;
        if (octets < 0 || (known && octets > most.value())) return NdisStatus.INVALID_DATA;
        return binding.setLookahead((int) octets);
    }

    private static NdisStatus setGroups(ProtocolBinding binding, Set<Long> groups) {
        for (long group : groups)
            if (!Addresses.isMulticastMac(group)) return NdisStatus.INVALID_DATA;
        var most = OidRequest.query(Oid.OID_802_3_MAXIMUM_LIST_SIZE);
        boolean known = binding.adapter().request(most) == NdisStatus.SUCCESS && most.value() > 0;
        if (known && groups.size() > most.value()) return NdisStatus.MULTICAST_FULL;
        return binding.setGroups(Set.copyOf(groups));
    }
}
