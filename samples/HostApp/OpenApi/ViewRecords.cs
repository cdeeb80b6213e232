using System.Text.Json;

namespace HostApp.OpenApi;

/// <summary>The records of one view, in this process's memory: they are gone with it. Bounded, and safe for use by many threads.</summary>
internal sealed class ViewRecords(View view, IReadOnlyList<Field> fields)
{
    public const int Capacity = 1_000;
    private const int MaxText = 255;
    public const string IdField = "id";
    public const string CreatedByField = "Created By";

    private readonly IReadOnlyList<Field> _structure =
    [
        new(IdField, "identifier", Unique: true, CanCreate: false),
        .. fields,
        new(CreatedByField, "user", CanCreate: false),
    ];

    private readonly List<IReadOnlyDictionary<string, object?>> _records = [];
    private readonly Lock _gate = new();

    public View View => view;

    public RecordSet Read(Page page)
    {
        lock (_gate)
        {
            return new(_structure, page.Of(_records), _records.Count);
        }
    }

    /// <summary>Gets what is wrong with records, by field; empty when nothing is.</summary>
    public Dictionary<string, string[]> Validate(IReadOnlyList<Dictionary<string, JsonElement>?> records)
    {
        var errors = new Dictionary<string, string[]>();
        for (var index = 0; index < records.Count; index++)
        {
            if (records[index] is not { } record)
            {
                errors[$"data[{index}]"] = ["Send an object of fields and values."];
                continue;
            }

            foreach (var (field, error) in Errors(record))
            {
                errors[$"data[{index}].{field}"] = [error];
            }
        }

        return errors;
    }

    /// <summary>Adds valid records, all or none.</summary>
    /// <returns>The records as they are stored, or <see langword="null"/> if there is not enough room for all of them.</returns>
    public RecordSet? TryAdd(IReadOnlyList<Dictionary<string, JsonElement>> records, string createdBy)
    {
        lock (_gate)
        {
            if (_records.Count + records.Count > Capacity)
            {
                return null;
            }

            var added = records.Select((record, index) => Complete(record, _records.Count + index + 1, createdBy)).ToList();
            _records.AddRange(added);
            return new(_structure, added, added.Count);
        }
    }

    private Dictionary<string, object?> Complete(Dictionary<string, JsonElement> record, int id, string createdBy)
    {
        var complete = _structure.ToDictionary(field => field.Name, field => record.TryGetValue(field.Name, out var value) ? (object?)value : null);
        complete[IdField] = id;
        complete[CreatedByField] = createdBy;
        return complete;
    }

    private IEnumerable<(string Field, string Error)> Errors(Dictionary<string, JsonElement> record)
    {
        var writable = _structure.Where(field => field.CanCreate).ToDictionary(field => field.Name);
        foreach (var (name, value) in record)
        {
            if (!writable.TryGetValue(name, out var field))
            {
                yield return (name, $"The view has no such field to write. Its fields are: {string.Join(", ", writable.Keys)}.");
            }
            else if (Error(field, value) is { } error)
            {
                yield return (name, error);
            }
        }

        foreach (var field in writable.Values.Where(field => field.Required && !record.ContainsKey(field.Name)))
        {
            yield return (field.Name, "The field is required. Send a value.");
        }
    }

    private static string? Error(Field field, JsonElement value) => (field.Type, value.ValueKind) switch
    {
        (_, JsonValueKind.Null) => field.Required ? "The field is required. Send a value." : null,
        ("number", JsonValueKind.Number) => null,
        ("number", _) => "Send a number.",
        ("dropDown", _) => TextOf(value) is { } choice && field.Choices.Contains(choice) ? null : $"Send one of: {string.Join(", ", field.Choices)}.",
        ("date", _) => DateOnly.TryParseExact(TextOf(value), "yyyy-MM-dd", out _) ? null : "Send a date such as 2027-01-31.",
        _ => TextOf(value) is { Length: <= MaxText } ? null : $"Send a text of at most {MaxText} characters.",
    };

    /// <summary>Gets a text; <see langword="null"/> where the value is none, or half a character, as <c>"\ud800"</c> is.</summary>
    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind is JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
