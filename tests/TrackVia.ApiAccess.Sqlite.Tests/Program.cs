using Microsoft.Extensions.DependencyInjection;
using StoreProcesses;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Sql.Tests;

namespace TrackVia.ApiAccess.Sqlite.Tests;

/// <summary>The process that tests start several times, and kill: <c>provision FILE</c>, <c>write FILE ACCOUNT</c>, <c>surround FILE ACCOUNT</c>, <c>print FILE ACCOUNT</c> <c>join FILE</c> or <c>serve</c>.</summary>
internal static class Program
{
    private static async Task Main(string[] args)
    {
        if (args is ["serve"])
        {
            await ServingProcess.ServeAsync(Open, Console.In, Console.Out);
            return;
        }

        await using var store = Open(args[1]);
        switch (args[0])
        {
            case "provision":
                await store.ProvisionAsync(CancellationToken.None);
                break;
            case "write":
                await WritingLoop.RunAsync(store, args[2], Console.Out, CancellationToken.None);
                break;
            case "surround":
                await SurroundingsTests.WriteAsync(store, args[2]);
                break;
            case "print":
                Console.Write(await SurroundingsTests.PrintAsync(store, args[2]));
                break;
            case "join":
                await using (var node = await Node.StartAsync(builder => builder.UseSqlite($"Data Source={args[1]}")))
                {
                    await JoinedLoop.RunAsync(
                        node, () => SqliteFile.BeginAsync($"Data Source={args[1]};Pooling=False", ""), (step, number) => Console.Out.WriteLineAsync($"{step} {number}"));
                }

                break;
            default:
                throw new ArgumentException($"The process cannot '{args[0]}'.", nameof(args));
        }
    }

    private static SqlApiAccessStore Open(string file) =>
        SqliteApiAccessBuilderExtensions.Create(new SqliteStoreOptions { ConnectionString = $"Data Source={file}" }, TimeProvider.System);
}
