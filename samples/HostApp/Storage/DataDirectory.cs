namespace HostApp.Storage;

/// <summary>The folder of what the sample keeps: its database, its protection keys, its demo password.</summary>
internal static class DataDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Finds the folder, relative to the content root, and makes it for its owner alone if it is not there.</summary>
    public static string Open(IConfiguration configuration, IHostEnvironment environment) =>
        Create(Path.GetFullPath(configuration["HostApp:DataDirectory"] ?? "data", environment.ContentRootPath));

    /// <summary>The protection keys live beside the database: whoever backs up one has the other.</summary>
    public static DirectoryInfo OpenKeys(string dataDirectory) => new(Create(Path.Combine(dataDirectory, "keys")));

    private static string Create(string path)
    {
        try
        {
            _ = OperatingSystem.IsWindows() ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, OwnerOnly);
            return path;
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new InvalidOperationException(
                $"The sample keeps its data in '{path}' and cannot make that folder. Set HostApp:DataDirectory to one that this user can write.", exception);
        }
    }
}
