namespace HostApp.Storage;

/// <summary>The folder of the sample's data: its database, its protection keys, its demo password.</summary>
internal static class DataDirectory
{
    /// <summary>Finds the folder, relative to the content root, and creates it, for its owner only, if it does not exist.</summary>
    public static string Open(IConfiguration configuration, IHostEnvironment environment) =>
        Create(Path.GetFullPath(configuration["HostApp:DataDirectory"] ?? "data", environment.ContentRootPath));

    /// <summary>Opens the folder of the protection keys, which is next to the database, so that one backup contains both.</summary>
    public static DirectoryInfo OpenKeys(string dataDirectory)
    {
        var keys = Create(Path.Combine(dataDirectory, "keys"));
        OwnerOnly.Restrict(keys);
        return new(keys);
    }

    private static string Create(string path)
    {
        try
        {
            OwnerOnly.CreateFolder(path);
            return path;
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new InvalidOperationException(
                $"The sample keeps its data in '{path}' and cannot create that folder. Set HostApp:DataDirectory to a folder that this user can write to.", exception);
        }
    }
}
