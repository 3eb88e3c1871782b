using Tiphys.Api.Documents;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.ServerSideApply;

/// <summary>The set of fields that a configuration states, and so claims when it is applied.</summary>
internal static class OwnedFields
{
    public static FieldSet Of(Schema? schema, DocObject document)
    {
        var set = new FieldSet();
        Visit(schema, document, set);
        return set;
    }

    /// <summary>
    /// The set with every named field in it that has paths below it, so that taking it away leaves no empty shells behind.
    /// </summary>
    public static FieldSet WithNamedParents(FieldSet set, Schema? schema)
    {
        var result = new FieldSet { IsMember = set.IsMember };
        foreach (var (step, child) in set.Children)
        {
            var isField = PathStep.IsField(step);
            var under = isField ? ApplySchema.Under(schema, PathStep.FieldName(step)) : schema?.Items;
            var completed = WithNamedParents(child, under);
            completed.IsMember |= isField && ApplySchema.IsField(schema, PathStep.FieldName(step));
            result.Put(step, completed);
        }

        return result;
    }

    private static void Visit(Schema? schema, DocNode value, FieldSet at)
    {
        if (value is DocObject fields && ApplySchema.HasOwnedFields(schema))
        {
            foreach (var (name, member) in fields)
                at.Put(PathStep.Field(name), OfMember(schema, name, member));
        }
        else if (value is DocArray elements && schema is not null && ApplySchema.HasOwnedElements(schema))
        {
            foreach (var element in elements)
            {
                if (PathStep.Element(schema, element) is not { } step)
                    continue;
                var child = at.GetOrAdd(step);
                Visit(schema.Items, element, child);
                child.IsMember = true;
            }
        }
        else
        {
            at.IsMember = true;
        }
    }

    private static FieldSet OfMember(Schema? schema, string name, DocNode member)
    {
        var set = new FieldSet();
        Visit(ApplySchema.Under(schema, name), member, set);
        if (member is DocNull or DocObject { Count: 0 } || !ApplySchema.IsField(schema, name))
            set.IsMember = true;
        return set;
    }
}
