using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace TrackVia.ApiAccess.DependencyInjection;

/// <summary>
/// One instance in its own scope: the host's registration if there is one; otherwise created here, and disposed with the scope.
/// </summary>
internal sealed class ScopedInstance<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T> : IAsyncDisposable, IDisposable
    where T : class
{
    private readonly AsyncServiceScope _scope;
    private readonly T? _own;

    public ScopedInstance(IServiceScopeFactory scopes)
    {
        _scope = scopes.CreateAsyncScope();
        try
        {
            Value = _scope.ServiceProvider.GetService<T>() ?? (_own = ActivatorUtilities.CreateInstance<T>(_scope.ServiceProvider));
        }
        catch
        {
            _scope.Dispose();
            throw;
        }
    }

    public T Value { get; }

    public async ValueTask DisposeAsync()
    {
        await using (_scope.ConfigureAwait(false))
        {
            switch (_own)
            {
                case IAsyncDisposable own:
                    await own.DisposeAsync().ConfigureAwait(false);
                    break;
                case IDisposable own:
                    own.Dispose();
                    break;
            }
        }
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
