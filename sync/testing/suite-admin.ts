/** What a shop's people do to the bundled suite, through its admin API. For tests. */
export type SuiteAdmin = {
  renameProduct(slug: string, name: string): Promise<void>
  deleteProduct(slug: string): Promise<void>
}

type Answer = { readonly data?: unknown; readonly errors?: unknown }

/** Logs in to the suite. */
export async function openSuiteAdmin(suiteUrl: string, password: string): Promise<SuiteAdmin> {
  let cookie = ''

  async function ask<T>(query: string, variables: object): Promise<T> {
    const response = await fetch(`${suiteUrl}/admin-api`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify({ query, variables }),
    })
    const set = response.headers.getSetCookie().map((line) => line.split(';')[0])
    if (set.length > 0) cookie = set.join('; ')
    const answer = (await response.json()) as Answer
    if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors))
    return answer.data as T
  }

  async function idOf(slug: string): Promise<string> {
    const query =
      'query ($slug: String!) { products(options: { filter: { slug: { eq: $slug } } }) { items { id } } }'
    const { products } = await ask<{ products: { items: { id: string }[] } }>(query, { slug })
    const [product] = products.items
    if (product === undefined) throw new Error(`the suite has no product ${slug}`)
    return product.id
  }

  const { login } = await ask<{ login: { __typename: string } }>(
    'mutation ($password: String!) { login(username: "superadmin", password: $password) { __typename } }',
    { password },
  )
  if (login.__typename !== 'CurrentUser') throw new Error('the suite refused the login')

  return {
    renameProduct: async (slug, name) => {
      const id = await idOf(slug)
      const translations = ['en', 'de'].map((languageCode) => ({ languageCode, name }))
      await ask('mutation ($input: UpdateProductInput!) { updateProduct(input: $input) { id } }', {
        input: { id, translations },
      })
    },
    deleteProduct: async (slug) => {
      const id = await idOf(slug)
      await ask('mutation ($id: ID!) { deleteProduct(id: $id) { result } }', { id })
    },
  }
}
