/// All that is measured, in the order in which it runs.
let measurements: [any Measurement] = [
    EnqueueMeasurement(),  // a: durable POST /tasks beside a no-op; j: beside puma, Sidekiq, Redis
    ClaimsMeasurement(),  // b: claim and record
    PipelineMeasurement(),  // c: the whole way of a job beside its bare requests
    LatencyMeasurement(),  // d: from enqueue to start when nothing else is to do
    GrowthMeasurement(),  // e: a to d on small and on large tables
    MemoryMeasurement(),  // f: resident memory
    StartUpMeasurement(),  // g: start-up with jobs to recover
    SyncsMeasurement(),  // h: syncs per task
    BurstMeasurement(),  // i: many tasks due in the same millisecond
]
