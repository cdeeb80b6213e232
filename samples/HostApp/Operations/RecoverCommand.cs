using System.Globalization;
using NodaTime;
using NodaTime.Text;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.Storage;

namespace HostApp.Operations;

/// <summary>The command <c>recover</c>: lists what a restored backup may have revived, and deactivates it. It can be repeated.</summary>
internal sealed class RecoverCommand
{
    public const string Name = "recover";

    private const string Usage = """
        Usage: recover --since INSTANT [--account ID]... [--token ID]... [--keep-newer] [--deactivate [--by USER]]

          --since       when the restored backup ended, such as 2026-11-01T00:00:00Z; if in doubt, later
          --account     only this account; may be repeated
          --token       only this auth token; may be repeated
          --keep-newer  leaves out tokens that were created after --since
          --deactivate  deactivates what is listed; without it, nothing is changed
          --by          who deactivates, for the accounts' history; without it, the user of this process

        All other arguments are the host's, such as --ConnectionStrings:ApiAccess.
        """;

    private readonly HashSet<AccountId> _accounts = [];
    private readonly HashSet<AuthTokenId> _tokens = [];
    private Instant? _backupEnd;
    private bool _keepsNewer;
    private bool _deactivates;
    private UserId _by = UserId.TryParse(Environment.UserName, out var user) ? user : UserId.Parse("operator");

    /// <summary>Takes the command's own arguments out of a command line.</summary>
    /// <param name="args">The command line; what is left of it is the host's.</param>
    /// <returns>The command, or <see langword="null"/> if the command line is not its own.</returns>
    /// <exception cref="FormatException">An argument cannot be read.</exception>
    public static RecoverCommand? Take(ref string[] args)
    {
        if (args is not [Name, ..])
        {
            return null;
        }

        var command = new RecoverCommand();
        var left = new List<string>();
        var rest = new Queue<string>(args[1..]);
        while (rest.TryDequeue(out var argument))
        {
            if (command.TryTake(argument, rest))
            {
                continue;
            }

            // A misspelled --account would otherwise deactivate the tokens of every account.
            if (!IsOfHost(argument))
            {
                throw new FormatException($"There is an argument that is neither this command's nor the host's. A value follows its option, separated by a space.\n\n{Usage}");
            }

            left.Add(argument);
            if (!argument.Contains('=', StringComparison.Ordinal) && rest.TryDequeue(out var value))
            {
                left.Add(value);
            }
        }

        args = [.. left];
        return command._backupEnd is null ? throw new FormatException($"--since is missing.\n\n{Usage}") : command;
    }

    public async Task<int> RunAsync(IServiceProvider services, TextWriter output)
    {
        var recovery = services.GetRequiredService<ApiAccessRecovery>();
        var (accounts, tokens, deactivated) = (0, 0, 0);
        try
        {
            await output.WriteLineAsync($"Active auth tokens that a backup of {InstantPattern.ExtendedIso.Format(_backupEnd!.Value)} may have revived:");
            await foreach (var account in recovery.FindAsync(_backupEnd.Value))
            {
                var found = account.Tokens.Where(token => IsMeant(account.Id, token)).ToList();
                if (found.Count == 0)
                {
                    continue;
                }

                (accounts, tokens) = (accounts + 1, tokens + found.Count);
                await output.WriteLineAsync($"\nAccount {account.Id}");
                foreach (var token in found)
                {
                    await output.WriteLineAsync(Describe(token));
                }

                if (_deactivates)
                {
                    deactivated += (await recovery.DeactivateAsync(account.Id, found.Select(token => token.Token.Id), _by, RevocationWait.AllNodes)).Count;
                }
            }
        }
        catch (ApiAccessStoreException exception)
        {
            await output.WriteLineAsync($"\nStopped after {deactivated} tokens were deactivated. Run the command again to go on. {exception.Message}");
            return 1;
        }

        await output.WriteLineAsync(_deactivates
            ? $"\n{deactivated} of {tokens} tokens in {accounts} accounts were deactivated by {_by}. No node accepts them any more. A Super Admin can resume those that are still wanted."
            : $"\n{tokens} tokens in {accounts} accounts. Nothing was changed. Add --deactivate to deactivate them.");
        return 0;
    }

    /// <summary>The configuration of the sample is in sections; of the framework's own settings these are not.</summary>
    private static bool IsOfHost(string argument)
    {
        var name = argument.Split('=', 2)[0];
        return name.StartsWith("--", StringComparison.Ordinal)
            && (name.Contains(':', StringComparison.Ordinal) || name is "--urls" or "--environment" or "--contentRoot" or "--applicationName");
    }

    private bool TryTake(string argument, Queue<string> rest)
    {
        switch (argument)
        {
            case "--since":
                _backupEnd = InstantPattern.ExtendedIso.Parse(Value()) is { Success: true, Value: var instant } ? instant : throw Unreadable("an instant in UTC");
                return true;
            case "--account":
                _accounts.Add(AccountId.TryParse(Value(), out var account) ? account : throw Unreadable("an account's id"));
                return true;
            case "--token":
                _tokens.Add(AuthTokenId.TryParse(Value(), out var token) ? token : throw Unreadable("an auth token's id"));
                return true;
            case "--by":
                _by = UserId.TryParse(Value(), out var user) ? user : throw Unreadable("a user's id");
                return true;
            case "--keep-newer":
                return _keepsNewer = true;
            case "--deactivate":
                return _deactivates = true;
            default:
                return false;
        }

        string Value() => rest.TryDequeue(out var value) ? value : throw Unreadable("a value");

        // Not the value itself: it may be a secret that was pasted.
        FormatException Unreadable(string what) => new($"{argument} needs {what}.\n\n{Usage}");
    }

    private bool IsMeant(AccountId account, RevivableToken token) =>
        (_accounts.Count == 0 || _accounts.Contains(account))
        && (_tokens.Count == 0 || _tokens.Contains(token.Token.Id))
        && !(_keepsNewer && token.IsNewerThanBackup);

    private static string Describe(RevivableToken revivable)
    {
        var token = revivable.Token;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"  {token.Id}  {token.Name}, of {token.UserId}, created {InstantPattern.General.Format(token.CreatedAt)}, expires {token.ExpiresOn:uuuu-MM-dd}{(revivable.Works ? "" : "; its user is disabled or not an API User")}{(revivable.IsNewerThanBackup ? "; newer than the backup" : "")}");
    }
}
