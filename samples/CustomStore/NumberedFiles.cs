using System.Globalization;
using System.Runtime.Versioning;

namespace CustomStore;

/// <summary>A folder of files that are numbered from 1, without gaps. Files are only ever added.</summary>
[SupportedOSPlatform("linux")]
internal sealed record NumberedFiles(string Folder)
{
    public string PathOf(long number) => Path.Combine(Folder, number.ToString("D19", CultureInfo.InvariantCulture));

    public bool Has(long number) => Disk.Exists(PathOf(number));

    public ChangeFile Read(long number) => ChangeFile.Read(PathOf(number));

    public IEnumerable<ChangeFile> Read(long after, long take)
    {
        for (var number = after + 1; number <= after + take; number++)
        {
            yield return Read(number);
        }
    }

    /// <summary>Finds the last number, with about as many lookups as the number has bits; 0 if the folder is empty.</summary>
    /// <param name="known">A number up to which all files existed, unless the folder has been restored to an earlier state since.</param>
    public long FindLast(long known = 0)
    {
        known = known > 0 && Has(known) ? known : 0;
        var step = 1L;
        for (; Has(known + step); step *= 2)
        {
            known += step;
        }

        // The last one lies at known or between known and known + step, where there was none.
        for (step /= 2; step > 0; step /= 2)
        {
            known += Has(known + step) ? step : 0;
        }

        return known;
    }
}
