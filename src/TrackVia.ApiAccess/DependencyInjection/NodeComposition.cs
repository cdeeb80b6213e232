using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.Management;
using TrackVia.ApiAccess.Management.Callbacks;
using TrackVia.ApiAccess.Nodes;
using TrackVia.ApiAccess.Validation;

namespace TrackVia.ApiAccess.DependencyInjection;

/// <summary>Composes the parts of one node: the only place that knows how they fit together.</summary>
internal sealed class NodeComposition : IAsyncDisposable, IDisposable
{
    private readonly NodeServices _services;
    private readonly StoreQueue _queue = new(NodeServices.StoreTimeout);
    private readonly ChangeCommitter _committer;
    private readonly Fence _fence;

    public NodeComposition(NodeServices services)
    {
        _services = services;
        _committer = new ChangeCommitter(services, _queue);
        _fence = new Fence(services, _queue);
        var logger = services.LoggerFactory.CreateLogger<ApiAccessValidator>();
        Usage = services.Store.Usage is { } usage
            ? new TokenUsageRecorder(usage, services.Options.TokenUsageFlushInterval, services.TimeProvider, logger)
            : null;
        Snapshots = new SnapshotValidation(services);
        Validator = new ApiAccessValidator(services, services.Options.UseSnapshots ? Snapshots : null, Usage);
        Node = new ApiAccessNode(services, Snapshots, Usage, new DeadNodes(services, _committer, _fence));
        UserAccess = new UserAccessReader(services);
    }

    public TokenUsageRecorder? Usage { get; }

    public SnapshotValidation Snapshots { get; }

    public ApiAccessValidator Validator { get; }

    public ApiAccessNode Node { get; }

    public UserAccessReader UserAccess { get; }

    /// <summary>Creates the manager: the only part that needs the host's protector and directory.</summary>
    public ApiAccessManager CreateManager(ISecretProtector protector, IUserDirectory directory, HostCallbacks callbacks)
    {
        var logger = _services.LoggerFactory.CreateLogger<ApiAccessManager>();
        var host = new HostCalls(new ProtectorCalls(protector, callbacks), new DirectoryCalls(directory, callbacks, logger));
        return new ApiAccessManager(_services, _queue, _committer, _fence, host);
    }

    public async ValueTask DisposeAsync()
    {
        await Snapshots.DisposeAsync().ConfigureAwait(false);
        if (Usage is not null)
        {
            await Usage.DisposeAsync().ConfigureAwait(false);
        }
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
