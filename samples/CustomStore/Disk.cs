using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace CustomStore;

/// <summary>The file operations of the store, synced to disk. Failures throw <see cref="IOException"/>.</summary>
[SupportedOSPlatform("linux")]
internal static partial class Disk
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int NoSuchEntry = 2; // ENOENT
    private const int EntryExists = 17; // EEXIST

    /// <summary>Writes a new file, durable but for its name.</summary>
    public static void Write(string path, string text)
    {
        using var stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerFile,
        });
        stream.Write(Encoding.UTF8.GetBytes(text));
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Gives a file another name, unless the name is taken: exactly one of all concurrent attempts succeeds.</summary>
    public static bool TryLink(string file, string name) =>
        link(file, name) == 0 || (Marshal.GetLastPInvokeError() == EntryExists ? false : throw Failure(name));

    /// <summary>
    /// Determines whether a file exists. Throws if that cannot be determined, instead of reporting that the file does not exist.
    /// </summary>
    public static bool Exists(string path) =>
        access(path, mode: 0) == 0 || (Marshal.GetLastPInvokeError() == NoSuchEntry ? false : throw Failure(path));

    /// <summary>Makes a folder if it is not there, durable with its name.</summary>
    public static void CreateFolder(string path)
    {
        Directory.CreateDirectory(path, OwnerFile | UnixFileMode.UserExecute);
        Sync(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Makes the names in a folder durable.</summary>
    public static void Sync(string folder)
    {
        using var handle = open(folder, flags: 0);
        if (handle.IsInvalid)
        {
            throw Failure(folder);
        }

        RandomAccess.FlushToDisk(handle);
    }

    private static IOException Failure(string path) => new($"'{path}': {Marshal.GetLastPInvokeErrorMessage()}.");

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int link(string oldPath, string newPath);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int access(string path, int mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle open(string path, int flags);
}
