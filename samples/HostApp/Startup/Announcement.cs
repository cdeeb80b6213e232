using HostApp.Sessions;
using HostApp.Users;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace HostApp.Startup;

/// <summary>The text that the sample prints when it is ready: its address, its demo users, a transcript of the main job.</summary>
/// <remarks>Written directly to the console, because a logger writes later, and indents.</remarks>
internal static class Announcement
{
    public static async Task WriteAsync(IServiceProvider services, TextWriter output)
    {
        var addresses = services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        var password = services.GetRequiredService<DemoPassword>().Text;
        foreach (var address in addresses)
        {
            await output.WriteLineAsync($"Now listening on: {address}");
        }

        await output.WriteLineAsync();
        await output.WriteLineAsync($"Demo users, all with the password {password}");
        foreach (var user in HostUsers.Accounts.SelectMany(HostUsers.Of))
        {
            await output.WriteLineAsync($"  {user.Id,-29} {(user.IsSuperAdmin ? "Super Admin with access to user profiles" : "ordinary")}");
        }

        await output.WriteLineAsync();
        await output.WriteLineAsync($"In a browser: sign in at {Reachable(addresses.First())}, designate an API User, then open API Access.");
        await output.WriteLineAsync();
        await output.WriteLineAsync("The main job, to be pasted into another terminal:");
        await output.WriteLineAsync(Transcript.For(Reachable(addresses.First()), password, services.GetRequiredService<TimeProvider>()));
        await output.WriteLineAsync("Press Ctrl+C to stop.");
    }

    /// <summary>Returns a reachable address: a host that listens on every address is reachable on loopback.</summary>
    private static string Reachable(string address) => address
        .Replace("//0.0.0.0:", "//127.0.0.1:", StringComparison.Ordinal)
        .Replace("//[::]:", "//localhost:", StringComparison.Ordinal);
}
