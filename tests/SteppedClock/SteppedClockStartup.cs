using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

[assembly: HostingStartup(typeof(SteppedClock.SteppedClockStartup))]

namespace SteppedClock;

/// <summary>
/// Gives a host process clocks that a test can step, where the host reads them: its <see cref="TimeProvider"/>, from which the library makes
/// its <c>IClock</c>. A hosting startup registers before the host does, and <c>AddApiAccess</c> adds only what is not there.
/// </summary>
public sealed class SteppedClockStartup : IHostingStartup
{
    private const string Variable = "APIACCESS_TEST_CLOCK";

    /// <summary>Returns the environment of a host process whose clocks are stepped through a file.</summary>
    internal static Dictionary<string, string> EnvironmentFor(string clockFile) => new()
    {
        // Loads this assembly by its path: the process finds a hosting startup only by name.
        ["DOTNET_STARTUP_HOOKS"] = typeof(SteppedClockStartup).Assembly.Location,
        ["ASPNETCORE_HOSTINGSTARTUPASSEMBLIES"] = typeof(SteppedClockStartup).Assembly.GetName().Name!,
        [Variable] = clockFile,
    };

    public void Configure(IWebHostBuilder builder)
    {
        var path = Environment.GetEnvironmentVariable(Variable) ?? throw new InvalidOperationException($"{Variable} is not set.");
        builder.ConfigureServices(services => services.AddSingleton<TimeProvider>(new SteppedTimeProvider(ClockSteps.Open(path))));
    }
}
