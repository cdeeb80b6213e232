using NodaTime;

namespace TrackVia.ApiAccess.Validation.Snapshots;

/// <summary>The result of a validation, and the data that is needed to record the use of the token.</summary>
/// <param name="Result">The result; <c>default</c> is unavailable.</param>
/// <param name="JudgedAt">The instant for which the token was validated.</param>
/// <param name="Mark">The mark that records the use, if the token is in a snapshot.</param>
internal readonly record struct Judgement(ValidationResult Result, Instant JudgedAt = default, TokenUsageMark? Mark = null);
