namespace HostApp.Storage;

/// <summary>The folder of what the sample keeps: its database, its protection keys, its demo password.</summary>
internal static class DataDirectory
{
    /// <summary>Finds the folder, relative to the content root, and makes it for its owner alone if it is not there.</summary>
    public static string Open(IConfiguration configuration, IHostEnvironment environment) =>
        Create(Path.GetFullPath(configuration["HostApp:DataDirectory"] ?? "data", environment.ContentRootPath));

    /// <summary>The protection keys live beside the database: whoever backs up one has the other.</summary>
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
                $"The sample keeps its data in '{path}' and cannot make that folder. Set HostApp:DataDirectory to one that this user can write.", exception);
        }
    }
}
