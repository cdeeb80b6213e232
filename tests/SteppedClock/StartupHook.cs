/// <summary>What <c>DOTNET_STARTUP_HOOKS</c> calls; loading the assembly was all it is there for.</summary>
internal static class StartupHook
{
    public static void Initialize()
    {
    }
}
