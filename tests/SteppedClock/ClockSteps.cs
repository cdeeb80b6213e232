using System.IO.MemoryMappedFiles;

namespace SteppedClock;

/// <summary>
/// The steps of a process's clocks, in a file that both the process and the test map, so that a step takes effect immediately.
/// </summary>
internal sealed class ClockSteps : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    private ClockSteps(MemoryMappedFile file)
    {
        _file = file;
        _view = file.CreateViewAccessor(0, 2 * sizeof(long));
    }

    /// <summary>Gets or sets the step of the wall clock.</summary>
    public TimeSpan Wall
    {
        get => new(_view.ReadInt64(0));
        set => _view.Write(0, value.Ticks);
    }

    /// <summary>Gets or sets the step of the monotonic clock.</summary>
    public TimeSpan Monotonic
    {
        get => new(_view.ReadInt64(sizeof(long)));
        set => _view.Write(sizeof(long), value.Ticks);
    }

    public static ClockSteps Create(string path) =>
        new(MemoryMappedFile.CreateFromFile(path, FileMode.CreateNew, mapName: null, 2 * sizeof(long)));

    /// <summary>Opens the steps that the test created; throws if the file does not exist.</summary>
    public static ClockSteps Open(string path) => new(MemoryMappedFile.CreateFromFile(path, FileMode.Open));

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
