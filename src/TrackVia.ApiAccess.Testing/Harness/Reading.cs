using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Testing.Harness;

/// <summary>Reads all pages of a history or feed, as users of the store do.</summary>
internal static class Reading
{
    public static async Task<IReadOnlyList<AccessChange>> WholeHistoryAsync(
        this IApiAccessStore store, AccountId id, CancellationToken cancellationToken, int take = IApiAccessStore.MaxPageSize)
    {
        var all = new List<AccessChange>();
        while (true)
        {
            var page = await store.ReadHistoryAsync(id, all.Count == 0 ? 0 : all[^1].Version, take, cancellationToken);
            CheckPage(page.Count, take);
            if (page.Count == 0)
            {
                return all;
            }

            foreach (var change in page)
            {
                Expect.Equal(all.Count + 1L, change.Version, $"the version of change number {all.Count + 1} in the history of '{id}'");
                all.Add(change);
            }
        }
    }

    public static async Task<IReadOnlyList<FeedEntry>> WholeFeedAsync(
        this IApiAccessStore store, CancellationToken cancellationToken, FeedPosition after = default, int take = IApiAccessStore.MaxPageSize)
    {
        var all = new List<FeedEntry>();
        while (true)
        {
            var page = await store.ReadFeedAsync(after, take, cancellationToken);
            CheckPage(page.Count, take);
            if (page.Count == 0)
            {
                return all;
            }

            foreach (var entry in page)
            {
                Expect.True(entry.Change is not null, "a feed entry with its change, whose kind this version of the library knows", () => Text.Of(entry));
                Expect.True(
                    entry.Position > after, $"the position of {Text.Of(entry.Change!)} to be after {after.Value}", () => $"{entry.Position.Value}");
                after = entry.Position;
                all.Add(entry);
            }
        }
    }

    private static void CheckPage(int count, int take) =>
        Expect.True(count <= take, $"a page of at most {take}", () => $"a page of {count}");
}
