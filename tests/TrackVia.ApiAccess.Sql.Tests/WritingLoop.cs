using System.Globalization;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql.Tests;

/// <summary>Writes to one account until the process is killed, and prints each version when it is acknowledged.</summary>
internal static class WritingLoop
{
    public static async Task RunAsync(IApiAccessStore store, string accountId, TextWriter acknowledged, CancellationToken stop)
    {
        var journal = new Journal(store, accountId);
        await journal.LoadAsync();
        var token = journal.Account.Tokens.FirstOrDefault() ?? Journal.Token();
        if (journal.Account.Version == 0)
        {
            await CommitAsync(new AuthTokenCreated { Origin = journal.Origin(), Token = token });
        }

        while (!stop.IsCancellationRequested)
        {
            await CommitAsync(journal.Account.FindToken(token.Id)!.IsDeactivated
                ? new AuthTokenResumed { Origin = journal.Origin(), TokenId = token.Id }
                : new AuthTokenDeactivated { Origin = journal.Origin(), TokenId = token.Id });
        }

        async Task CommitAsync(AccessChange change)
        {
            await journal.CommitAsync(change);
            await acknowledged.WriteLineAsync(change.Version.ToString(CultureInfo.InvariantCulture));
            await acknowledged.FlushAsync(CancellationToken.None);
        }
    }
}
