package sluice.ndis;

/**
 * Functions of the wrapper that drivers call, with the levels at which they may (Windows driver
 * documents, "Requirements" of each function).
 */
public enum NdisCall {
    SEND("NdisSend", Irql.PASSIVE, Irql.DISPATCH),
    SEND_PACKETS("NdisSendPackets", Irql.PASSIVE, Irql.DISPATCH),
    SEND_LISTS("NdisSendNetBufferLists", Irql.PASSIVE, Irql.DISPATCH),
    FILTER_SEND("NdisFSendNetBufferLists", Irql.PASSIVE, Irql.DISPATCH),
    SEND_COMPLETE("NdisMSendComplete", Irql.PASSIVE, Irql.DISPATCH),
    SEND_LISTS_COMPLETE("NdisMSendNetBufferListsComplete", Irql.PASSIVE, Irql.DISPATCH),
    FILTER_SEND_COMPLETE("NdisFSendNetBufferListsComplete", Irql.PASSIVE, Irql.DISPATCH),
    RESOURCES_AVAILABLE("NdisMSendResourcesAvailable", Irql.DISPATCH, Irql.DISPATCH),
    CANCEL_SENDS("NdisCancelSendPackets", Irql.PASSIVE, Irql.DISPATCH),
    INDICATE_PACKET("NdisMIndicateReceivePacket", Irql.DISPATCH, Irql.DISPATCH),
    INDICATE_LOOKAHEAD("NdisMEthIndicateReceive", Irql.DISPATCH, Irql.DISPATCH),
    INDICATE_LISTS("NdisMIndicateReceiveNetBufferLists", Irql.PASSIVE, Irql.DISPATCH),
    FILTER_INDICATE("NdisFIndicateReceiveNetBufferLists", Irql.PASSIVE, Irql.DISPATCH),
    INDICATE_COMPLETE("NdisMEthIndicateReceiveComplete", Irql.DISPATCH, Irql.DISPATCH),
    RETURN_PACKETS("NdisReturnPackets", Irql.PASSIVE, Irql.DISPATCH),
    RETURN_LISTS("NdisReturnNetBufferLists", Irql.PASSIVE, Irql.DISPATCH),
    FILTER_RETURN("NdisFReturnNetBufferLists", Irql.PASSIVE, Irql.DISPATCH),
    TRANSFER_DATA("NdisTransferData", Irql.PASSIVE, Irql.DISPATCH),
    TRANSFER_COMPLETE("NdisMTransferDataComplete", Irql.DISPATCH, Irql.DISPATCH),
    REQUEST("NdisRequest", Irql.PASSIVE, Irql.DISPATCH),
    REQUEST_COMPLETE("NdisMQueryInformationComplete", Irql.PASSIVE, Irql.DISPATCH),
    RESET("NdisReset", Irql.PASSIVE, Irql.DISPATCH),
    RESET_COMPLETE("NdisMResetComplete", Irql.PASSIVE, Irql.DISPATCH),
    INDICATE_STATUS("NdisMIndicateStatus", Irql.PASSIVE, Irql.DISPATCH),
    NET_PNP_EVENT("NdisMNetPnPEvent", Irql.PASSIVE, Irql.PASSIVE),
    SET_ATTRIBUTES("NdisMSetAttributesEx", Irql.PASSIVE, Irql.PASSIVE),
    PAUSE_COMPLETE("NdisMPauseComplete", Irql.PASSIVE, Irql.DISPATCH),
    RESTART_COMPLETE("NdisMRestartComplete", Irql.PASSIVE, Irql.DISPATCH),
    FILTER_PAUSE_COMPLETE("NdisFPauseComplete", Irql.PASSIVE, Irql.DISPATCH),
    FILTER_RESTART_COMPLETE("NdisFRestartComplete", Irql.PASSIVE, Irql.DISPATCH),
    REGISTER_MINIPORT("NdisMRegisterMiniport", Irql.PASSIVE, Irql.PASSIVE),
    REGISTER_PROTOCOL("NdisRegisterProtocol", Irql.PASSIVE, Irql.PASSIVE),
    REGISTER_FILTER("NdisFRegisterFilterDriver", Irql.PASSIVE, Irql.PASSIVE),
    DEREGISTER("NdisDeregisterProtocol", Irql.PASSIVE, Irql.PASSIVE),
    OPEN_ADAPTER("NdisOpenAdapter", Irql.PASSIVE, Irql.PASSIVE),
    CLOSE_ADAPTER("NdisCloseAdapter", Irql.PASSIVE, Irql.PASSIVE),
    COMPLETE_BIND("NdisCompleteBindAdapter", Irql.PASSIVE, Irql.PASSIVE),
    COMPLETE_UNBIND("NdisCompleteUnbindAdapter", Irql.PASSIVE, Irql.PASSIVE),
    COMPLETE_PNP_EVENT("NdisCompletePnPEvent", Irql.PASSIVE, Irql.PASSIVE),
    REENUMERATE("NdisReEnumerateProtocolBindings", Irql.PASSIVE, Irql.PASSIVE),
    IM_INITIALIZE("NdisIMInitializeDeviceInstanceEx", Irql.PASSIVE, Irql.PASSIVE),
    IM_DEINITIALIZE("NdisIMDeInitializeDeviceInstance", Irql.PASSIVE, Irql.PASSIVE),
    IM_SWITCH("NdisIMSwitchToMiniport", Irql.PASSIVE, Irql.DISPATCH),
    ALLOCATE_POOL("NdisAllocatePacketPoolEx", Irql.PASSIVE, Irql.DISPATCH),
    FREE_POOL("NdisFreePacketPool", Irql.PASSIVE, Irql.DISPATCH),
    ALLOCATE_PACKET("NdisAllocatePacket", Irql.PASSIVE, Irql.DISPATCH),
    FREE_PACKET("NdisFreePacket", Irql.PASSIVE, Irql.DISPATCH),
    ALLOCATE_MEMORY("NdisAllocateMemoryWithTagPriority", Irql.PASSIVE, Irql.DISPATCH),
    FREE_MEMORY("NdisFreeMemory", Irql.PASSIVE, Irql.DISPATCH),
    ALLOCATE_SHARED("NdisMAllocateSharedMemory", Irql.PASSIVE, Irql.PASSIVE),
    FREE_SHARED("NdisMFreeSharedMemory", Irql.PASSIVE, Irql.PASSIVE),
    ACQUIRE_LOCK("NdisAcquireSpinLock", Irql.PASSIVE, Irql.DISPATCH),
    RELEASE_LOCK("NdisReleaseSpinLock", Irql.DISPATCH, Irql.DISPATCH),
    DPR_ACQUIRE_LOCK("NdisDprAcquireSpinLock", Irql.DISPATCH, Irql.DISPATCH),
    DPR_RELEASE_LOCK("NdisDprReleaseSpinLock", Irql.DISPATCH, Irql.DISPATCH),
    SET_TIMER("NdisSetTimer", Irql.PASSIVE, Irql.DISPATCH),
    SET_PERIODIC_TIMER("NdisMSetPeriodicTimer", Irql.PASSIVE, Irql.DISPATCH),
    CANCEL_TIMER("NdisCancelTimer", Irql.PASSIVE, Irql.DISPATCH),
    SET_EVENT("NdisSetEvent", Irql.PASSIVE, Irql.DISPATCH),
    WAIT_EVENT("NdisWaitEvent", Irql.PASSIVE, Irql.PASSIVE),
    SLEEP("NdisMSleep", Irql.PASSIVE, Irql.PASSIVE),
    STALL("NdisStallExecution", Irql.PASSIVE, Irql.DIRQL),
    QUEUE_WORK_ITEM("NdisScheduleWorkItem", Irql.PASSIVE, Irql.DISPATCH),
    REGISTER_INTERRUPT("NdisMRegisterInterrupt", Irql.PASSIVE, Irql.PASSIVE),
    DEREGISTER_INTERRUPT("NdisMDeregisterInterrupt", Irql.PASSIVE, Irql.PASSIVE),
    SYNCHRONIZE("NdisMSynchronizeWithInterrupt", Irql.PASSIVE, Irql.DISPATCH),
    OPEN_CONFIGURATION("NdisOpenConfiguration", Irql.PASSIVE, Irql.PASSIVE);

    private final String ddkName;
    private final Irql lowest;
    private final Irql highest;

    NdisCall(String ddkName, Irql lowest, Irql highest) {
        this.ddkName = ddkName;
        this.lowest = lowest;
        this.highest = highest;
    }

    /** Its name in the documents. */
    public String ddkName() {
        return ddkName;
    }

    /** The lowest level at which it may be called. */
    public Irql lowest() {
        return lowest;
    }

    /** The highest level at which it may be called. */
    public Irql highest() {
        return highest;
    }

    /** Whether it may be called by whoever is not a device's interrupt handler. */
    boolean isForAllBelowDevices() {
        return lowest == Irql.PASSIVE && highest == Irql.DISPATCH;
    }

    /** Whether it may be called at this level. */
    public boolean allows(Irql level) {
        return level.compareTo(lowest) >= 0 && level.compareTo(highest) <= 0;
    }
}
