package sluice.edge;

import java.util.List;
import sluice.world.Host;

/**
 * A stack on a host, as the outside sees it: its sockets and what it is made of. Both stacks
 * implement it.
 */
public interface HostStack {
    /** The machine it runs on. */
    Host host();

    /** Its sockets. */
    SocketEdge sockets();

    /**
     * Rows for a person, top to bottom: what stands in this stack now and the ledger places that
     * belong to each row.
     */
    List<LayerRow> layers();

    /**
     * One row of the stack's picture.
     *
     * @param layer {@code socket}, {@code tdi}, {@code ip}, {@code ndis}, {@code device}, {@code
     *     nic}
     * @param detail what is in it now, such as {@code filter-hook (none)}
     * @param places names of its places in the ledger
     */
    record LayerRow(String layer, String detail, List<String> places) {}
}
