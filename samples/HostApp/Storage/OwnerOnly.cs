namespace HostApp.Storage;

/// <summary>Files and folders that only their owner may read. Windows inherits permissions from the folder above.</summary>
internal static class OwnerOnly
{
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute;

    /// <summary>Creates a folder. The permissions of an existing folder are not changed: it may be shared on purpose.</summary>
    public static void CreateFolder(string path) =>
        _ = OperatingSystem.IsWindows() ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, FolderMode);

    /// <summary>Opens a new file for writing.</summary>
    /// <exception cref="IOException">The file exists.</exception>
    public static FileStream CreateFile(string path)
    {
        var options = new FileStreamOptions { Mode = System.IO.FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = FileMode;
        }

        return new FileStream(path, options);
    }

    /// <summary>Removes the permissions of other users from a file or folder that an earlier release left open.</summary>
    public static void Restrict(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.Exists(path) || Directory.Exists(path)))
        {
            var mode = File.GetUnixFileMode(path);
            try
            {
                File.SetUnixFileMode(path, mode & FolderMode);
            }
            catch (UnauthorizedAccessException)
            {
                // It belongs to another user, who decides about its permissions.
            }
        }
    }
}
